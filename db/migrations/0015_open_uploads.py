"""What each user has open is counted in one row: see dds_upload/core/uploads/open_uploads.py."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE open_uploads (
    user_id {uuid} PRIMARY KEY REFERENCES users (id),
    uploads BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO open_uploads (user_id, uploads, bytes)
    SELECT created_by_id, COUNT(*), CAST(SUM(size) AS BIGINT) FROM uploads
    WHERE state IN ('open', 'assembling') AND addressing <> 'content'
    AND created_by_id IS NOT NULL GROUP BY created_by_id
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.replace("{uuid}", uuid).split(";"):
        db.execute_sql(statement.strip())
