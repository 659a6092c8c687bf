"""Searches are listed in the order in which entries came to match: see dds_upload/core/paging.py.

`holds` numbers the transactions that changed a project, and a path has the number of the one that
gave it. What is there already is numbered in the order in which it was made.

For lists by offsets it is counted what has left them since a moment: `uploads_left` is for that,
and commits, whose rows are deleted, leave one in `gone_commits`.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
ALTER TABLE projects ADD COLUMN holds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN path_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN path_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE former_paths ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE folders SET path_since = project_position;
UPDATE files SET path_since = project_position;
UPDATE former_paths SET since = COALESCE(
    (SELECT project_position FROM files WHERE files.id = former_paths.entry_id),
    (SELECT project_position FROM folders WHERE folders.id = former_paths.entry_id), 0);
UPDATE projects SET holds =
    (SELECT COALESCE(MAX(path_since), 0) FROM folders WHERE project_id = projects.id)
    + (SELECT COALESCE(MAX(path_since), 0) FROM files WHERE project_id = projects.id);
CREATE TABLE gone_commits (
    id {serial},
    owner_id {uuid} NOT NULL,
    gone_at BIGINT NOT NULL
);
CREATE INDEX gone_commits_owner ON gone_commits (owner_id, gone_at);
CREATE INDEX uploads_left ON uploads
    (created_by_id, COALESCE(purged_at, consistent_at, deleted_at)) WHERE addressing = 'offset'
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    postgresql = isinstance(db, PostgresqlDatabase)
    uuid = "UUID" if postgresql else "TEXT"
    serial = "BIGSERIAL PRIMARY KEY" if postgresql else "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    script = STATEMENTS.replace("{uuid}", uuid).replace("{serial}", serial)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
