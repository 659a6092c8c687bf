"""Counts events and uploads.

Each answer is one query that reads whole tables, or days of them: administrators ask seldom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from db.database import Database
from db.fields import from_microseconds, to_uuid
from db.tables.events import Events
from db.tables.projects import Projects
from db.tables.storage import StorageProviders
from db.tables.uploads import Uploads
from dds_upload.core.events.event import EventKind
from dds_upload.core.events.statistics import (
    Day,
    InState,
    OldestOpen,
    StatisticRecords,
    StoredTotal,
)

_DAY = timedelta(days=1) // timedelta(microseconds=1)


class StatisticTables(StatisticRecords):
    """Counts rows of `events` and `uploads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, since: datetime) -> Sequence[Day]:
        """By the index on time; times are microseconds, so a day is an integer division."""
        number = Events.at.cast("bigint") / _DAY
        query = (
            Events.select(number.alias("day"), Events.kind, fn.SUM(Events.count).alias("number"))
            .where(Events.at >= since)
            .group_by(number, Events.kind)
        )
        counts: dict[int, dict[EventKind, int]] = defaultdict(dict)
        for row in self._database.rows(query.dicts()):
            counts[int(row["day"])][EventKind(row["kind"])] = int(row["number"])
        return [Day(_date(number), counts[number]) for number in sorted(counts)]

    def refusals(self, since: datetime) -> Mapping[str, int]:
        """By the index on time."""
        query = (
            Events.select(Events.code, fn.SUM(Events.count).alias("number"))
            .where(Events.kind == EventKind.CHUNK_REFUSED, Events.at >= since)
            .group_by(Events.code)
        )
        return {row["code"]: int(row["number"]) for row in self._database.rows(query.dicts())}

    def states(self) -> Sequence[InState]:
        """Over all uploads."""
        query = (
            Uploads.select(
                Uploads.state, fn.COUNT(Uploads.id).alias("number"), _sizes(self._database)
            )
            .group_by(Uploads.state)
            .order_by(Uploads.state)
        )
        return [
            InState(row["state"], int(row["number"]), int(row["sizes"]))
            for row in self._database.rows(query.dicts())
        ]

    def stored(self, limit: int) -> Sequence[StoredTotal]:
        """Over complete uploads."""
        query = (
            Uploads.select(
                Uploads.project,
                Projects.name.alias("project_name"),
                Uploads.provider,
                StorageProviders.display_name.alias("provider_name"),
                fn.COUNT(Uploads.id).alias("number"),
                _sizes(self._database),
            )
            .join(Projects, JOIN.LEFT_OUTER)
            .switch(Uploads)
            .join(StorageProviders)
            .where(Uploads.state == "complete")
            .group_by(
                Uploads.project, Projects.name, Uploads.provider, StorageProviders.display_name
            )
            .order_by(fn.SUM(Uploads.size).desc(), Uploads.project, Uploads.provider)
            .limit(limit)
        )
        return [_to_stored(row) for row in self._database.rows(query.dicts())]

    def oldest_open(self) -> OldestOpen | None:
        """By the time at which it began."""
        query = (
            Uploads.select(
                Uploads.id,
                Uploads.name,
                Uploads.size,
                Uploads.project,
                Projects.name.alias("project_name"),
                Uploads.created_at,
            )
            .join(Projects, JOIN.LEFT_OUTER)
            .where(Uploads.state == "open")
            .order_by(Uploads.created_at, Uploads.id)
            .limit(1)
        )
        found = self._database.rows(query.dicts())
        return next((_to_oldest(row) for row in found), None)


def _sizes(database: Database) -> Any:
    """The sum of sizes. SQLite's SUM fails beyond 64 bits; its TOTAL is inexact there."""
    total = fn.TOTAL if database.is_sqlite else fn.SUM
    return fn.COALESCE(total(Uploads.size), 0).alias("sizes")


def _date(number: int) -> date:
    return from_microseconds(number * _DAY).astimezone(UTC).date()


def _to_stored(row: Mapping[str, Any]) -> StoredTotal:
    project = row["project"]
    return StoredTotal(
        project_id=None if project is None else to_uuid(project),
        project_name=row["project_name"],
        provider_id=to_uuid(row["provider"]),
        provider_name=row["provider_name"],
        count=int(row["number"]),
        size=int(row["sizes"]),
    )


def _to_oldest(row: Mapping[str, Any]) -> OldestOpen:
    project = row["project"]
    return OldestOpen(
        id=to_uuid(row["id"]),
        name=row["name"],
        size=row["size"],
        project_id=None if project is None else to_uuid(project),
        project_name=row["project_name"],
        began_at=row["created_at"],
    )
