"""The first schema. Released migrations are never edited; later ones only add to it.

Written as SQL, so that keys and checks can be read where they hold; {uuid} is the one type that
the two databases name differently. Instants are microseconds since the epoch.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

AUDIT = """
    created_at BIGINT NOT NULL,
    created_by_id {uuid} REFERENCES users (id),
    created_agent_id {uuid} REFERENCES software_agents (id),
    updated_at BIGINT,
    updated_by_id {uuid} REFERENCES users (id),
    updated_agent_id {uuid} REFERENCES software_agents (id),
    deleted_at BIGINT,
    deleted_by_id {uuid} REFERENCES users (id),
    deleted_agent_id {uuid} REFERENCES software_agents (id)
"""

STATEMENTS = """
CREATE TABLE users (
    id {uuid} PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_admin BOOLEAN NOT NULL,
    user_key_digest TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    last_login_at BIGINT
);

CREATE TABLE software_agents (
    id {uuid} PRIMARY KEY,
    owner_id {uuid} NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    key_digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    UNIQUE (owner_id, name)
);

CREATE TABLE api_tokens (
    id {uuid} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id),
    label TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_user ON api_tokens (user_id);

CREATE TABLE storage_providers (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    chunk_hash_algorithm TEXT NOT NULL,
    chunk_max_number BIGINT NOT NULL CHECK (chunk_max_number > 0),
    chunk_max_size_bytes BIGINT NOT NULL CHECK (chunk_max_size_bytes > 0),
    is_default BOOLEAN NOT NULL,
    is_deprecated BOOLEAN NOT NULL,
    configured BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (NOT (is_default AND is_deprecated))
);
CREATE UNIQUE INDEX storage_providers_default ON storage_providers (is_default) WHERE is_default;

CREATE TABLE projects (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT,
    description TEXT NOT NULL,
    {audit}
);
CREATE INDEX projects_newest ON projects (created_at, id);

CREATE TABLE project_permissions (
    project_id {uuid} NOT NULL REFERENCES projects (id),
    user_id {uuid} NOT NULL REFERENCES users (id),
    auth_role TEXT NOT NULL,
    {audit},
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_permissions_user ON project_permissions (user_id);

CREATE TABLE storage_containers (
    project_id {uuid} NOT NULL REFERENCES projects (id),
    provider_id {uuid} NOT NULL REFERENCES storage_providers (id),
    ready_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, provider_id)
);

CREATE TABLE uploads (
    id {uuid} PRIMARY KEY,
    project_id {uuid} REFERENCES projects (id),
    provider_id {uuid} NOT NULL REFERENCES storage_providers (id),
    container TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    chunked BOOLEAN NOT NULL,
    chunk_min_size_bytes BIGINT NOT NULL CHECK (chunk_min_size_bytes >= 0),
    chunk_max_size_bytes BIGINT NOT NULL CHECK (chunk_max_size_bytes >= chunk_min_size_bytes),
    chunk_max_number BIGINT NOT NULL CHECK (chunk_max_number > 0),
    chunk_hash_algorithm TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('open', 'assembling', 'complete', 'failed', 'aborted', 'expired', 'purged')),
    chunks_count BIGINT NOT NULL CHECK (chunks_count >= 0 AND chunks_count <= chunk_max_number),
    chunks_size BIGINT NOT NULL CHECK (chunks_size >= 0 AND chunks_size <= size),
    chunks_highest BIGINT NOT NULL,
    chunks_short BIGINT,
    revision BIGINT NOT NULL,
    etag TEXT NOT NULL,
    active_at BIGINT NOT NULL,
    claimed_algorithm TEXT,
    claimed_value TEXT,
    completed_at BIGINT,
    consistent_at BIGINT,
    failed_at BIGINT,
    purged_at BIGINT,
    error_message TEXT,
    verified TEXT NOT NULL CHECK (verified IN ('none', 'chunks', 'whole')),
    attempts INTEGER NOT NULL,
    claims BIGINT NOT NULL,
    due_at BIGINT,
    {audit}
);
CREATE INDEX uploads_project ON uploads (project_id, created_at, id);
CREATE INDEX uploads_due ON uploads (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX uploads_open ON uploads (created_at) WHERE state = 'open';
CREATE INDEX uploads_failed ON uploads (failed_at) WHERE state = 'failed';

CREATE TABLE chunks (
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    number BIGINT NOT NULL CHECK (number >= 0 AND number <= 2147483647),
    size BIGINT NOT NULL CHECK (size >= 0),
    digest_algorithm TEXT NOT NULL,
    digest_value TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    granted_by_id {uuid} NOT NULL,
    granted_agent_id {uuid},
    PRIMARY KEY (upload_id, number)
);

CREATE TABLE upload_digests (
    id {uuid} PRIMARY KEY,
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    algorithm TEXT NOT NULL,
    value TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('client', 'service')),
    {audit}
);
CREATE INDEX upload_digests_upload ON upload_digests (upload_id);

CREATE TABLE folders (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    parent_id {uuid} REFERENCES folders (id),
    name TEXT NOT NULL,
    {audit}
);
CREATE INDEX folders_project ON folders (project_id, parent_id);
CREATE INDEX folders_parent ON folders (parent_id);

CREATE TABLE files (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    parent_id {uuid} REFERENCES folders (id),
    name TEXT NOT NULL,
    current_version {uuid} NOT NULL,
    {audit}
);
CREATE INDEX files_project ON files (project_id, parent_id);
CREATE INDEX files_parent ON files (parent_id);

CREATE TABLE file_versions (
    id {uuid} PRIMARY KEY,
    file_id {uuid} NOT NULL REFERENCES files (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    label TEXT,
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    {audit},
    UNIQUE (file_id, version)
);
CREATE INDEX file_versions_upload ON file_versions (upload_id)
"""


def up(migrator: Any, db: Any) -> None:
    """Create every table, one statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    script = STATEMENTS.replace("{audit}", AUDIT.strip()).replace("{uuid}", uuid)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
    if uuid == "UUID":
        # Each grant updates its upload in place: room in the page spares the indexes (HOT).
        db.execute_sql("ALTER TABLE uploads SET (fillfactor = 70)")
