"""Files by content are known by their names and debug ids, not by their content alone.

`pending_deliveries` takes the place of `assembly_targets`: where files are still to go, of which
there can be several in one project. What is delivered needs no row. Names are looked up in their
folders, so the indexes of what lies in a folder get the names.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE pending_deliveries (
    assembly_id {uuid} NOT NULL REFERENCES assemblies (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    debug_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by_id {uuid} NOT NULL REFERENCES users (id),
    created_agent_id {uuid} REFERENCES software_agents (id),
    PRIMARY KEY (assembly_id, project_id, name, debug_id)
);
INSERT INTO pending_deliveries (assembly_id, project_id, folder, name, debug_id, created_at,
        created_by_id, created_agent_id)
    SELECT targets.assembly_id, targets.project_id, targets.folder, targets.name, '',
        targets.created_at, targets.created_by_id, targets.created_agent_id
    FROM assembly_targets AS targets
    JOIN assemblies ON assemblies.id = targets.assembly_id
    JOIN uploads ON uploads.id = assemblies.upload_id
    WHERE uploads.state IN ('assembling', 'failed');
DROP TABLE assembly_targets;

CREATE TABLE file_debug_ids (
    file_id {uuid} PRIMARY KEY REFERENCES files (id),
    debug_id TEXT NOT NULL
);

DROP INDEX folders_parent;
CREATE INDEX folders_parent ON folders (parent_id, name);
DROP INDEX files_parent;
CREATE INDEX files_parent ON files (parent_id, name)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.replace("{uuid}", uuid).split(";"):
        db.execute_sql(statement.strip())
