"""Uploads whose chunks are placed at byte offsets, their commits, and the artifacts they become.

The chunks are rows of `upload_blobs`, whose position is then the offset.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
ALTER TABLE uploads ADD COLUMN by_offset BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX uploads_by_offset ON uploads (created_by_id, state, created_at) WHERE by_offset;
CREATE INDEX uploads_content ON uploads (created_by_id, claimed_value) WHERE by_offset;

CREATE TABLE artifacts (
    id {uuid} PRIMARY KEY,
    owner_id {uuid} NOT NULL REFERENCES users (id),
    upload_id {uuid} NOT NULL UNIQUE REFERENCES uploads (id),
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    created_at BIGINT NOT NULL,
    UNIQUE (owner_id, sha256)
);
CREATE INDEX artifacts_owner ON artifacts (owner_id, created_at);

CREATE TABLE commits (
    id {uuid} PRIMARY KEY,
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    owner_id {uuid} NOT NULL REFERENCES users (id),
    claimed_algorithm TEXT NOT NULL,
    claimed_value TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    error TEXT,
    artifact_id {uuid},
    CHECK (finished_at IS NOT NULL OR (error IS NULL AND artifact_id IS NULL)),
    CHECK (finished_at IS NULL OR (error IS NULL) <> (artifact_id IS NULL))
);
CREATE UNIQUE INDEX commits_unfinished ON commits (upload_id) WHERE finished_at IS NULL;
CREATE INDEX commits_upload ON commits (upload_id);
CREATE INDEX commits_owner ON commits (owner_id, created_at)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.replace("{uuid}", uuid).split(";"):
        db.execute_sql(statement.strip())
