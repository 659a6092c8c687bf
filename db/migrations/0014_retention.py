"""Unused bytes are removed after a while: see dds_upload/core/uploads/retention.py.

Periods of things that have ended already count from now on. Uploads that ended before their moves
were noted have moved when they ended. Files that earlier leases left are looked for, spread over a
day. `retention_looks` keeps for each kind of moment up to where it was processed.
"""

from __future__ import annotations

import time
from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE retention_looks (
    ended TEXT PRIMARY KEY CHECK (ended IN
        ('completion', 'failure', 'version', 'file', 'project')),
    since BIGINT NOT NULL,
    at BIGINT NOT NULL,
    id {uuid} NOT NULL
);
INSERT INTO retention_looks (ended, since, at, id)
    SELECT ended, CASE WHEN EXISTS (SELECT 1 FROM projects) OR EXISTS (SELECT 1 FROM uploads)
        THEN {now} ELSE 0 END, 0, CAST('{nobody}' AS {uuid})
    FROM (SELECT 'completion' AS ended UNION ALL SELECT 'failure' UNION ALL SELECT 'version'
        UNION ALL SELECT 'file' UNION ALL SELECT 'project') AS kinds;
UPDATE uploads SET moved_at = COALESCE(consistent_at, failed_at, completed_at, created_at)
    WHERE moved_at IS NULL AND state IN ('complete', 'failed');
UPDATE uploads SET due_at = {now} + completed_at - completed_at / {day} * {day}
    WHERE state = 'complete' AND addressing IN ('content', 'offset') AND claims > 1
    AND due_at IS NULL;
CREATE INDEX uploads_ended ON uploads (state, moved_at, id) WHERE state IN ('complete', 'failed');
CREATE INDEX file_versions_deleted ON file_versions (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX files_deleted ON files (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX projects_deleted ON projects (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX commits_failed ON commits (finished_at, id) WHERE error_code IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    words = {
        "{uuid}": "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT",
        "{now}": str(time.time_ns() // 1000),
        "{day}": "86400000000",
        "{nobody}": "0" * 32,
    }
    script = STATEMENTS
    for word, meaning in words.items():
        script = script.replace(word, meaning)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
