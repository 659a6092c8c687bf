"""Files that are asked for by content, the projects they go into, and what is made of them."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE assemblies (
    id {uuid} PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    kind TEXT NOT NULL,
    checksum TEXT NOT NULL,
    chunks_digest TEXT NOT NULL,
    upload_id {uuid} REFERENCES uploads (id),
    findings TEXT,
    fault TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (organization_id, kind, checksum)
);
CREATE INDEX assemblies_upload ON assemblies (upload_id);

CREATE TABLE assembly_targets (
    assembly_id {uuid} NOT NULL REFERENCES assemblies (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by_id {uuid} NOT NULL REFERENCES users (id),
    created_agent_id {uuid} REFERENCES software_agents (id),
    PRIMARY KEY (assembly_id, project_id)
);

CREATE TABLE derived_files (
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    digest_algorithm TEXT NOT NULL,
    digest_value TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (upload_id, kind)
)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables, one statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.replace("{uuid}", uuid).split(";"):
        db.execute_sql(statement.strip())
