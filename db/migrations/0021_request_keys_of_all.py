"""Keys of requests are in a table of their own, since not only uploads are made with one.

Those that still stand for something move there; the columns of `uploads` stay as they are.
"""

from __future__ import annotations

import time
from typing import Any

from peewee import PostgresqlDatabase

#: For how long a key stands for what was made with it; microseconds.
_KEPT = 24 * 60 * 60 * 1_000_000

STATEMENTS = (
    """
CREATE TABLE request_keys (
    made_id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id),
    path TEXT NOT NULL,
    value TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE (user_id, path, value)
)""",
    "CREATE INDEX request_keys_made ON request_keys (made_at)",
    """
INSERT INTO request_keys (made_id, user_id, path, value, fingerprint, made_at)
    SELECT id, created_by_id,
        'projects/' || REPLACE(CAST(project_id AS TEXT), '-', '') || '/uploads',
        request_key, request_fingerprint, created_at
    FROM uploads WHERE request_key IS NOT NULL AND created_at > {since}""",
    "DROP INDEX uploads_request_keys",
)


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    since = time.time_ns() // 1000 - _KEPT
    for statement in STATEMENTS:
        db.execute_sql(statement.replace("{uuid}", uuid).replace("{since}", str(since)).strip())
