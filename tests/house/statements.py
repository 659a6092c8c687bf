"""What a database is asked while something is done: for promises of few statements, or of none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from db.database import Database


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, on any thread; what was seen may be cleared.

    Those that are sent together are one, and the end of a transaction is none.
    Planning one is left out: it is done once a connection.
    """
    seen: list[str] = []
    handle = database.handle
    run = handle.execute_sql

    def watched(sql: str, *args: Any, **kwargs: Any) -> Any:
        if not sql.startswith("PREPARE "):
            seen.append(sql)
        return run(sql, *args, **kwargs)

    handle.execute_sql = watched
    try:
        yield seen
    finally:
        del handle.execute_sql


@contextmanager
def single_statements_of(database: Database) -> Iterator[list[str]]:
    """The same, each by itself even where several are sent together."""
    seen: list[str] = []
    hooks = database.handle.query_hooks

    def note(event: Any) -> None:
        seen.extend(event.sql.split("; "))

    hooks.append(note)
    try:
        yield seen
    finally:
        hooks.remove(note)
