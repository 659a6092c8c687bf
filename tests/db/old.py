"""Databases as earlier releases left them: rows are written as the schema of that step has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playhouse.migrations import Runner

import db.migrate
from db.database import Database
from dds_upload.bootstrap.installation import migrate_all, storage_faults
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from tests.blobs.contents import fingerprint
from tests.house.setting import Lab, build_lab, settings_for

_MIGRATIONS = Path(db.migrate.__file__).with_name("migrations")

#: What migrations and their start write by themselves.
_OWN_TABLES = {"schema_migrations", "storage_providers"}


class OldRows:
    """A database at one step of the schema; ids are kept as each database keeps them."""

    def __init__(self, database: Database, step: str) -> None:
        self.database, self._moments = database, count(1)
        self.migrate(step)

    def migrate(self, step: str) -> list[str]:
        """Go forward to that step; gives what was applied."""
        runner = Runner(self.database.handle, str(_MIGRATIONS), table_name="schema_migrations")
        return list(runner.up(step))

    def add(self, table: str, row_id: UUID | None = None, **values: Any) -> UUID:
        """A row; gives its id."""
        row_id = row_id or uuid4()
        self.insert(table, **{"id": row_id, "created_at": next(self._moments), **values})
        return row_id

    def insert(self, table: str, **values: object) -> None:
        """A row of a table without an id."""
        row = {name: it.hex if isinstance(it, UUID) else it for name, it in values.items()}
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
        self.database.sql(sql, list(row.values()))

    def user(self, username: str) -> UUID:
        """A user."""
        names: dict[str, Any] = {
            "full_name": username,
            "last_name": username,
            "first_name": "",
            "email": "",
        }
        return self.add("users", username=username, is_admin=False, **names)

    def project(self, name: str, slug: str | None = None, **more: Any) -> UUID:
        """A project."""
        return self.add("projects", name=name, slug=slug, description="", **more)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All that is there but what tells of migrations and providers, by table."""
        return {
            table: self.rows_of(table)
            for table in set(self.database.handle.get_tables()) - _OWN_TABLES
        }

    def rows_of(self, table: str) -> list[dict[str, Any]]:
        """The rows of one table, in one order."""
        with self.database.connected():
            found = self.database.handle.execute_sql(f"SELECT * FROM {table}")
            names = [column[0] for column in found.description]
            rows = sorted(found.fetchall(), key=repr)
        return [dict(zip(names, row, strict=True)) for row in rows]


class OldUploads(OldRows):
    """The same with the default provider of a service, a user and their uploads."""

    def __init__(self, lab: Lab, step: str) -> None:
        super().__init__(lab.database, step)
        by_axes: dict[str, Any] = {"addressing": "number"}
        #: What that step has of an upload whose chunks have numbers.
        self._by_number = {"chunked": True} if step < "0005" else by_axes
        self.lab = lab
        self.user_id = self.user("ada")
        self.provider = lab.providers.default.id
        self.add(
            "storage_providers",
            self.provider,
            slug="local",
            display_name="",
            description="",
            chunk_hash_algorithm="md5",
            chunk_max_number=10,
            chunk_max_size_bytes=100,
            is_default=True,
            is_deprecated=False,
            configured=True,
        )

    def go_forward(self) -> None:
        """Start the service of today on it, as open_lab does."""
        migrate_all(self.lab.service)
        assert storage_faults(self.lab.service) == []

    def upload(self, state: str, **more: Any) -> UUID:
        """An upload; by number and with one chunk of 50 bytes unless something else is said."""
        values: dict[str, Any] = {
            "provider_id": self.provider,
            "container": "somewhere",
            "name": "brain.dat",
            "content_type": "text/plain",
            "size": 50,
            **self._by_number,
            "chunk_min_size_bytes": 5,
            "chunk_max_size_bytes": 100,
            "chunk_max_number": 10,
            "chunk_hash_algorithm": "md5",
            "state": state,
            "chunks_count": 1,
            "chunks_size": 50,
            "chunks_highest": 1,
            "revision": 1,
            "etag": "etag",
            "active_at": 1,
            "verified": "none",
            "attempts": 0,
            "claims": 0,
            "created_by_id": self.user_id,
        }
        return self.add("uploads", **{**values, **more})

    def chunk(self, upload: UUID, number: int, size: int, md5: str = "a" * 32) -> None:
        """A chunk that was granted."""
        self.insert(
            "chunks",
            upload_id=upload,
            number=number,
            size=size,
            digest_algorithm="md5",
            digest_value=md5,
            created_at=1,
            granted_at=1,
            granted_by_id=self.user_id,
        )

    def blob(self, data: bytes) -> UUID:
        """A chunk by content."""
        known = fingerprint(data)
        return self.add(
            "blobs",
            provider_id=self.provider,
            container="content-00",
            name=f"00/{known.sha1}",
            size=known.size,
            sha1=known.sha1,
            sha256=known.sha256,
            digest_algorithm="md5",
            digest_value=known.stored.value,
            touched_at=1,
        )

    def file(self, project: UUID, upload: UUID, name: str) -> UUID:
        """A file in the root of a project, of which the upload is the only version."""
        version = uuid4()
        made = self.add("files", project_id=project, name=name, current_version=version)
        self.add("file_versions", version, file_id=made, version=1, upload_id=upload)
        return made

    def container(self, name: str) -> ObjectStore:
        """Where it has that container."""
        abilities = self.lab.providers.default.abilities
        if abilities.mark is not None:
            abilities.mark.make()  # without it nothing is written today
        abilities.store.ensure_container(name)
        return abilities.store

    def store(self, key: ObjectKey, data: bytes) -> None:
        """Put bytes where that release had them."""
        store = self.container(key.container)
        store.put(key, [data], size=len(data), digest=None, algorithm="md5")


@contextmanager
def left_by(step: str, url: str, folder: Path) -> Iterator[OldUploads]:
    """The empty database at `url` as that step left it."""
    lab = build_lab(settings_for(url, folder))
    try:
        yield OldUploads(lab, step)
    finally:
        lab.close()
