"""Remembers when processes last reported that they are alive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import EXCLUDED

from db.composed import Composed, insert
from db.database import Database
from db.tables.health import Heartbeats
from dds_upload.core.health.records import HeartbeatRecords, ProcessKind


class HeartbeatTable(HeartbeatRecords):
    """One row for each kind of process; each process of that kind overwrites it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, part: ProcessKind, now: datetime) -> None:
        """Insert, or update by the key."""
        self._database.run(insert(Heartbeats, [{"part": part.value, "at": now}], _overwriting))

    def last(self, part: ProcessKind) -> datetime | None:
        """By the key."""
        row = self._database.first(_LAST(part=part.value))
        return row[0] if row else None

    def clock(self) -> datetime | None:
        """The clock of PostgreSQL's host.

        SQLite runs in this process, so it has none of its own.
        """
        if self._database.is_sqlite:
            return None
        found: datetime = self._database.sql("SELECT clock_timestamp()").fetchone()[0]
        return found


def _overwriting(query: Any) -> Any:
    return query.on_conflict(conflict_target=[Heartbeats.part], update={"at": EXCLUDED.at})


_LAST = Composed(lambda part: Heartbeats.select(Heartbeats.at).where(Heartbeats.part == part))
