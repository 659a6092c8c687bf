"""Remembers when processes last reported that they are alive."""

from __future__ import annotations

from datetime import datetime

from db.database import Database
from db.fields import from_microseconds, to_microseconds
from db.statements import Statement
from dds_upload.core.health.records import HeartbeatRecords, ProcessKind

_BEAT = Statement("""
INSERT INTO heartbeats (part, at) VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET at = excluded.at
""")
_LAST = Statement("SELECT at FROM heartbeats WHERE part = ?")


class HeartbeatTable(HeartbeatRecords):
    """One row for each kind of process; each process of that kind overwrites it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, part: ProcessKind, now: datetime) -> None:
        """Insert, or update by the key."""
        self._database.sql(_BEAT, (part.value, to_microseconds(now)))

    def last(self, part: ProcessKind) -> datetime | None:
        """By the key."""
        row = self._database.sql(_LAST, (part.value,)).fetchone()
        return from_microseconds(row[0]) if row else None

    def clock(self) -> datetime | None:
        """The clock of PostgreSQL's host.

        SQLite runs in this process, so it has none of its own.
        """
        if self._database.is_sqlite:
            return None
        found: datetime = self._database.sql("SELECT clock_timestamp()").fetchone()[0]
        return found
