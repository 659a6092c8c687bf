"""Connections to a file of SQLite, one writer at a time."""

from __future__ import annotations

import sqlite3

from peewee import SqliteDatabase

from db.pool import Bounds, Pooled
from db.writer_turn import WAIT_SECONDS

_PRAGMAS = {
    "journal_mode": "wal",
    # What was answered 202 must survive a power cut; the default of WAL mode may lose it.
    "synchronous": "full",
    "foreign_keys": 1,
}


class Sqlite(Pooled, SqliteDatabase):
    """A pool of them; any thread may have any."""

    def _is_usable(self, connection: sqlite3.Connection) -> bool:
        return True

    def _can_be_kept(self, connection: sqlite3.Connection) -> bool:
        return not connection.in_transaction


def open_sqlite(url: str, bounds: Bounds) -> Sqlite:
    """By its URL; connects on first use."""
    return Sqlite(
        url.removeprefix("sqlite:///"),
        bounds,
        pragmas=_PRAGMAS,
        check_same_thread=False,
        lock_type="IMMEDIATE",
        timeout=WAIT_SECONDS,
    )
