"""Keeps events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import EXCLUDED

from db.batches import batches
from db.composed import insert
from db.database import Database
from db.tables.events import Events
from dds_upload.core.events.event import Event, EventKind, RecordedEvent
from dds_upload.core.events.records import EventRecords
from dds_upload.core.request_id import REQUEST_ID

_SAME = ("upload_id", "project_id", "file_id", "user_id", "agent_id", "code")


class EventTable(EventRecords):
    """The table `events`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, events: Iterable[Event]) -> None:
        """Insert rows."""
        for batch in batches(_to_row(event) for event in events):
            self._database.run_later(insert(Events, batch))

    def count_refusals(self, refused: Sequence[tuple[Event, int]]) -> None:
        """By the unique key."""
        rows = [
            {**_to_row(event), "counted_by": _hour_of(event), "count": count}
            for event, count in refused
        ]
        more = {Events.count: Events.count + EXCLUDED.count}
        query = Events.insert_many(rows)
        self._database.run(query.on_conflict(conflict_target=[Events.counted_by], update=more))

    def after(self, event_id: int, limit: int) -> Sequence[RecordedEvent]:
        """By primary key."""
        query = Events.select().where(Events.id > event_id).order_by(Events.id).limit(limit)
        return [_to_event(row) for row in self._database.rows(query.dicts())]

    def search(
        self, *, after: int | None, limit: int, upload_id: UUID | None, request_id: str | None
    ) -> Sequence[RecordedEvent]:
        """By primary key; upload and request are compared row by row."""
        query = Events.select().limit(limit)
        if upload_id is not None:
            query = query.where(Events.upload_id == upload_id)
        if request_id is not None:
            query = query.where(Events.request_id == request_id)
        if after is not None:
            query = query.where(Events.id > after).order_by(Events.id)
            return [_to_event(row) for row in self._database.rows(query.dicts())]
        newest = self._database.rows(query.order_by(Events.id.desc()).dicts())
        return [_to_event(row) for row in reversed(newest)]

    def prune(self, before: datetime, limit: int) -> int:
        """By the index on time."""
        old = Events.select(Events.id).where(Events.at < before).order_by(Events.at).limit(limit)
        return self._database.run(Events.delete().where(Events.id.in_(old)))


def _to_row(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "at": event.at,
        "details": json.dumps(dict(event.details)),
        "request_id": REQUEST_ID.get(),
        **{name: getattr(event, name) for name in _SAME},
    }


def _hour_of(event: Event) -> str:
    return f"{event.upload_id} {event.code} {event.at:%Y-%m-%d %H}"


def _to_event(row: Mapping[str, Any]) -> RecordedEvent:
    event = Event(
        kind=EventKind(row["kind"]),
        at=row["at"],
        details=json.loads(row["details"]),
        **{name: row[name] for name in _SAME},
    )
    return RecordedEvent(row["id"], event, row["count"], row["request_id"])
