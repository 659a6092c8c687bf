"""What each user has open is counted in one row: see dds_upload/core/uploads/open_uploads.py.

Nothing bounded it before, so the sum may be more than the column holds: it is 2**63 - 1 at most.
"""

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
    SELECT created_by_id, COUNT(*), {bytes} FROM uploads
    WHERE state IN ('open', 'assembling') AND addressing <> 'content'
    AND created_by_id IS NOT NULL GROUP BY created_by_id
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    most = "9223372036854775807"
    if isinstance(db, PostgresqlDatabase):
        words = {"{uuid}": "UUID", "{bytes}": f"CAST(LEAST(SUM(size), {most}) AS BIGINT)"}
    else:  # SUM fails where TOTAL is inexact
        words = {"{uuid}": "TEXT", "{bytes}": f"CAST(MIN(TOTAL(size), {most}.0) AS INTEGER)"}
    script = STATEMENTS
    for word, meaning in words.items():
        script = script.replace(word, meaning)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
