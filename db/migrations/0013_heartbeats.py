"""Processes say that they live, and that the database can be written."""

from __future__ import annotations

from typing import Any

STATEMENT = "CREATE TABLE heartbeats (part TEXT PRIMARY KEY NOT NULL, at BIGINT NOT NULL)"


def up(migrator: Any, db: Any) -> None:
    """A new table."""
    db.execute_sql(STATEMENT)
