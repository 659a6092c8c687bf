"""The axes of an upload: addressing and outcome; failures as codes; events.

The axes take the place of `chunked`, `by_content` and `by_offset`. A failure that was remembered as
a sentence keeps it, as the text of the code `told`.
"""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
ALTER TABLE uploads ADD COLUMN addressing TEXT NOT NULL DEFAULT 'number'
    CHECK (addressing IN ('whole', 'number', 'content', 'offset'));
ALTER TABLE uploads ADD COLUMN outcome TEXT CHECK (outcome IN ('artifact', 'files'));
UPDATE uploads SET addressing = 'whole' WHERE NOT chunked;
UPDATE uploads SET addressing = 'content', outcome = 'files' WHERE by_content;
UPDATE uploads SET addressing = 'offset', outcome = 'artifact' WHERE by_offset;
DROP INDEX uploads_by_offset;
DROP INDEX uploads_content;
ALTER TABLE uploads DROP COLUMN chunked;
ALTER TABLE uploads DROP COLUMN by_content;
ALTER TABLE uploads DROP COLUMN by_offset;
CREATE INDEX uploads_by_offset ON uploads (created_by_id, state, created_at)
    WHERE addressing = 'offset';
CREATE INDEX uploads_content ON uploads (created_by_id, claimed_value) WHERE outcome = 'artifact';

ALTER TABLE uploads RENAME COLUMN error_message TO error_code;
ALTER TABLE uploads ADD COLUMN error_details TEXT;
UPDATE uploads SET error_details = {object}('text', error_code), error_code = 'told'
    WHERE error_code IS NOT NULL;
ALTER TABLE commits RENAME COLUMN error TO error_code;
ALTER TABLE commits ADD COLUMN error_details TEXT;
UPDATE commits SET error_details = {object}('text', error_code), error_code = 'told'
    WHERE error_code IS NOT NULL;
ALTER TABLE assemblies RENAME COLUMN fault TO fault_code;
ALTER TABLE assemblies ADD COLUMN fault_details TEXT;
UPDATE assemblies SET fault_details = {object}('text', fault_code), fault_code = 'told'
    WHERE fault_code IS NOT NULL;

CREATE TABLE events (
    id {serial},
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    upload_id {uuid},
    project_id {uuid},
    file_id {uuid},
    user_id {uuid},
    agent_id {uuid},
    code TEXT,
    details TEXT NOT NULL,
    count BIGINT NOT NULL DEFAULT 1 CHECK (count > 0),
    counted_by TEXT UNIQUE
);
CREATE INDEX events_at ON events (at)
"""


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    postgresql = isinstance(db, PostgresqlDatabase)
    words = {
        "{uuid}": "UUID" if postgresql else "TEXT",
        "{serial}": "BIGSERIAL PRIMARY KEY"
        if postgresql
        else "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        "{object}": "json_build_object" if postgresql else "json_object",
    }
    script = STATEMENTS
    for word, meaning in words.items():
        script = script.replace(word, meaning)
    for statement in script.split(";"):
        db.execute_sql(statement.strip())
