"""Organisations that own projects, and chunks that are found by their content.

Projects that are there already join the organisation `default` and get slugs where they have none
that can stay; users join it too. Columns are added without NOT NULL, which SQLite cannot add later.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE organizations (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE organization_members (
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    user_id {uuid} NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX organization_members_user ON organization_members (user_id);

ALTER TABLE projects ADD COLUMN organization_id {uuid} REFERENCES organizations (id);
ALTER TABLE api_tokens ADD COLUMN scopes TEXT;
ALTER TABLE uploads ADD COLUMN by_content BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE blobs (
    id {uuid} PRIMARY KEY,
    provider_id {uuid} NOT NULL REFERENCES storage_providers (id),
    container TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    sha1 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    digest_algorithm TEXT NOT NULL,
    digest_value TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    damaged_at BIGINT,
    UNIQUE (provider_id, sha256)
);
CREATE INDEX blobs_sha1 ON blobs (sha1);
CREATE INDEX blobs_touched ON blobs (touched_at);

CREATE TABLE blob_owners (
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    blob_id {uuid} NOT NULL REFERENCES blobs (id),
    PRIMARY KEY (organization_id, blob_id)
);
CREATE INDEX blob_owners_blob ON blob_owners (blob_id);

CREATE TABLE blob_graves (
    id {uuid} PRIMARY KEY,
    provider_id {uuid} NOT NULL REFERENCES storage_providers (id),
    container TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX blob_graves_due ON blob_graves (due_at);

CREATE TABLE upload_blobs (
    upload_id {uuid} NOT NULL REFERENCES uploads (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    blob_id {uuid} NOT NULL REFERENCES blobs (id),
    PRIMARY KEY (upload_id, position)
);
CREATE INDEX upload_blobs_blob ON upload_blobs (blob_id)
"""


def up(migrator: Any, db: Any) -> None:
    """Create, then fill in what the rows of 0001 lack."""
    uuid = "UUID" if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.replace("{uuid}", uuid).split(";"):
        db.execute_sql(statement.strip())
    default = _make_default(db)
    _give_slugs(db)
    db.execute_sql(f"UPDATE projects SET organization_id = {db.param}", (default,))
    db.execute_sql("CREATE UNIQUE INDEX projects_slug ON projects (slug)")


def _make_default(db: Any) -> str:
    """The organisation that everything belongs to unless somebody says otherwise."""
    mark = db.param
    made, now = uuid4().hex, time.time_ns() // 1000
    db.execute_sql(
        "INSERT INTO organizations (id, slug, name, created_at)"
        f" VALUES ({mark}, 'default', 'Default', {mark})",
        (made, now),
    )
    db.execute_sql(
        "INSERT INTO organization_members (organization_id, user_id, created_at)"
        f" SELECT CAST({mark} AS {'UUID' if db.param == '%s' else 'TEXT'}), id, {mark} FROM users",
        (made, now),
    )
    return made


def _give_slugs(db: Any) -> None:
    """A slug for each project, unique in the installation.

    Of those who had one slug the oldest keeps it, if it is fit for a path; everybody else gets one
    from what they had, a slug or only a name.
    """
    rows = db.execute_sql("SELECT id, name, slug FROM projects ORDER BY created_at, id").fetchall()
    taken: set[str] = set()
    without: list[tuple[Any, str]] = []
    for project_id, name, slug in rows:
        if slug and _is_slug(slug) and slug not in taken:
            taken.add(slug)
        else:
            without.append((project_id, _slug_of(slug or name)))
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for project_id, slug in without:
        root = slug[:40].rstrip("-_")
        while slug in taken or not _is_slug(slug):
            slug = f"{root}-{next(numbers[root])}"
        taken.add(slug)
        db.execute_sql(
            f"UPDATE projects SET slug = {db.param} WHERE id = {db.param}", (slug, str(project_id))
        )


def _slug_of(name: str) -> str:
    """As core.slugs does it for new projects; a migration knows nobody, and never changes."""
    letters = (it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it))
    slug = re.sub(r"[^a-z0-9_]+", "-", "".join(letters).lower()).strip("-_")[:50].rstrip("-_")
    return slug if _is_slug(slug) else f"project-{slug}"[:50].rstrip("-_")


def _is_slug(text: str) -> bool:
    """Whether it is fit for a path, where ids may stand too."""
    try:
        UUID(text)
    except ValueError:
        return bool(re.fullmatch("[a-z0-9_-]{1,50}", text)) and not text.isdigit()
    return False
