"""Which finished files are to be read back, and how far that came."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE verifications (
    upload_id {uuid} PRIMARY KEY REFERENCES uploads (id),
    due_at BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    position BIGINT NOT NULL CHECK (position >= 0),
    progress {bytes}
);
CREATE INDEX verifications_due ON verifications (due_at)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    is_postgresql = isinstance(db, PostgresqlDatabase)
    uuid, raw = ("UUID", "BYTEA") if is_postgresql else ("TEXT", "BLOB")
    for statement in STATEMENTS.replace("{uuid}", uuid).replace("{bytes}", raw).split(";"):
        db.execute_sql(statement.strip())
