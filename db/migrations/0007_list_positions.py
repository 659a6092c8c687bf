"""Places in lists that nothing moves: see dds_upload/core/paging.py.

Folders and files that are there already are numbered in the order in which they were made, those
that were deleted among them.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

_NUMBERED = """
UPDATE {table} SET {column} = numbered.position FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY {part} ORDER BY created_at, id) AS position
    FROM {rows}
) AS numbered WHERE numbered.id = {table}.id"""

_ENTRIES = """(
    SELECT id, project_id, parent_id, created_at FROM folders
    UNION ALL SELECT id, project_id, parent_id, created_at FROM files
) AS entries"""

STATEMENTS = f"""
ALTER TABLE folders ADD COLUMN project_position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN parent_position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN project_position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN parent_position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN file_position BIGINT NOT NULL DEFAULT 0;
{
    ";".join(
        _NUMBERED.format(table=table, column=column, part=part, rows=_ENTRIES)
        for table in ("folders", "files")
        for column, part in (
            ("project_position", "project_id"),
            ("parent_position", "project_id, parent_id"),
        )
    )
};
{_NUMBERED.format(table="files", column="file_position", part="project_id", rows="files")};

DROP INDEX folders_project;
DROP INDEX files_project;
CREATE INDEX folders_listed ON folders (project_id, project_position, deleted_at);
CREATE INDEX folders_children ON folders (project_id, parent_id, parent_position, deleted_at);
CREATE INDEX files_listed ON files (project_id, project_position, deleted_at);
CREATE INDEX files_children ON files (project_id, parent_id, parent_position, deleted_at);
CREATE INDEX files_files ON files (project_id, file_position, deleted_at);

CREATE TABLE former_paths (
    id {{serial}},
    project_id {{uuid}} NOT NULL REFERENCES projects (id),
    entry_id {{uuid}} NOT NULL,
    parent_id {{uuid}} REFERENCES folders (id),
    name TEXT NOT NULL
);
CREATE INDEX former_paths_project ON former_paths (project_id);
CREATE INDEX former_paths_entry ON former_paths (entry_id);

CREATE TABLE list_gaps (
    id {{serial}},
    list TEXT NOT NULL CHECK (list IN ('colleagues', 'members', 'uploads')),
    owner_id {{uuid}} NOT NULL,
    item_id {{uuid}} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX list_gaps_owner ON list_gaps (owner_id, list, created_at);
CREATE INDEX list_gaps_item ON list_gaps (item_id, list)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    postgresql = isinstance(db, PostgresqlDatabase)
    uuid = "UUID" if postgresql else "TEXT"
    serial = "BIGSERIAL PRIMARY KEY" if postgresql else "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    script = STATEMENTS.replace("{uuid}", uuid).replace("{serial}", serial)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
