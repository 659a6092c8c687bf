"""The process of PostgreSQL's server that serves a connection."""

from __future__ import annotations

from contextlib import closing

from db.database import Database


def backend(database: Database) -> int:
    """Which process answers."""
    (found,) = database.sql("SELECT pg_backend_pid()").fetchone()
    return int(found)


def end_backend(postgres_url: str, number: int) -> None:
    """The server ends that process, and its connection with it."""
    with closing(Database(postgres_url)) as other:
        other.sql("SELECT pg_terminate_backend(?, 5000)", (number,))
