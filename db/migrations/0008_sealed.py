"""What storage may still be told behind the service's back, and under which name chunks are kept.

Chunks that are there already have objects named by number alone.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE chunks ADD COLUMN is_named BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE uploads ADD COLUMN urls_end_at BIGINT;
ALTER TABLE uploads ADD COLUMN sealed_at BIGINT
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    for statement in STATEMENTS.split(";"):
        db.execute_sql(statement.strip())
