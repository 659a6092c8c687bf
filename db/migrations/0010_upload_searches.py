"""Uploads are found by their state and name, and keep their place while a search goes on.

`moved_at` is when the state was written last; what was there before has not moved.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE uploads ADD COLUMN moved_at BIGINT;
CREATE INDEX uploads_moved ON uploads (project_id, moved_at) WHERE moved_at IS NOT NULL;
CREATE INDEX uploads_states ON uploads (project_id, state, created_at, id);
CREATE INDEX uploads_named ON uploads (project_id, name)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    for statement in STATEMENTS.split(";"):
        db.execute_sql(statement.strip())
