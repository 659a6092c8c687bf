"""Deleted files are listed by project, in the order in which they were deleted.

Those that came back leave gaps behind, so the check of `list_gaps` knows one list more; SQLite
changes no check of a table that is there.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE list_gaps_new (
    id {serial},
    list TEXT NOT NULL CHECK (list IN ('colleagues', 'members', 'uploads', 'deleted_files')),
    owner_id {uuid} NOT NULL,
    item_id {uuid} NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO list_gaps_new (list, owner_id, item_id, created_at)
    SELECT list, owner_id, item_id, created_at FROM list_gaps ORDER BY id;
DROP TABLE list_gaps;
ALTER TABLE list_gaps_new RENAME TO list_gaps;
CREATE INDEX list_gaps_owner ON list_gaps (owner_id, list, created_at);
CREATE INDEX list_gaps_item ON list_gaps (item_id, list);
CREATE INDEX files_gone ON files (project_id, deleted_at, id) WHERE deleted_at IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    postgresql = isinstance(db, PostgresqlDatabase)
    uuid = "UUID" if postgresql else "TEXT"
    serial = "BIGSERIAL PRIMARY KEY" if postgresql else "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    script = STATEMENTS.replace("{uuid}", uuid).replace("{serial}", serial)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
