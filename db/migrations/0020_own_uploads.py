"""Uploads are found by who began them, whatever their project."""

from __future__ import annotations

from typing import Any

STATEMENTS = """
CREATE INDEX uploads_begun ON uploads (created_by_id, state, created_at, id);
CREATE INDEX uploads_begun_moved ON uploads (created_by_id, moved_at) WHERE moved_at IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    for statement in STATEMENTS.split(";"):
        db.execute_sql(statement.strip())
