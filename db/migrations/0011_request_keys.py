"""The key of the request that began an upload, by which a repeated request is recognised."""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE uploads ADD COLUMN request_key TEXT;
ALTER TABLE uploads ADD COLUMN request_fingerprint TEXT;
CREATE UNIQUE INDEX uploads_request_keys ON uploads (created_by_id, project_id, request_key)
    WHERE request_key IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    for statement in STATEMENTS.split(";"):
        db.execute_sql(statement.strip())
