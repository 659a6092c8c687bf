"""Events know the request that they came of."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """A column more."""
    db.execute_sql("ALTER TABLE events ADD COLUMN request_id TEXT")
