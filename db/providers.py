"""Remembers providers and their containers (core.records.storage)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import JOIN, fn

from db.database import Database
from db.tables import Projects, StorageContainers, StorageProviders, Uploads
from dds_upload.core.directory import ProviderRecord
from dds_upload.core.policy import ProviderPolicy
from dds_upload.core.storage import Storage

_T = StorageProviders


class ProviderTable:
    """One row for each provider that was ever configured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, storages: Sequence[Storage], now: datetime) -> None:
        """Default flags are lowered first: there is at most one at any moment."""
        with self._database.transaction():
            ids = [storage.id for storage in storages]
            left = {_T.configured: False, _T.is_default: False}
            self._database.run(_T.update({**left, _T.is_deprecated: True}).where(_T.id.not_in(ids)))
            self._database.run(_T.update(is_default=False).where(_T.is_default))
            for storage in storages:
                self._upsert(storage, now)

    def all(self) -> Sequence[ProviderRecord]:
        """Newest first."""
        rows = self._database.rows(_known().order_by(_T.created_at.desc(), _T.slug).dicts())
        return [to_provider(row) for row in rows]

    def get(self, provider_id: UUID) -> ProviderRecord | None:
        """One of them."""
        row = self._database.first(_known().where(_T.id == provider_id).dicts())
        return None if row is None else to_provider(row)

    def _upsert(self, storage: Storage, now: datetime) -> None:
        values = {
            "slug": storage.slug,
            "display_name": storage.display_name,
            "description": storage.description,
            "chunk_hash_algorithm": storage.policy.chunk_hash_algorithm,
            "chunk_max_number": storage.policy.chunk_max_number,
            "chunk_max_size_bytes": storage.policy.chunk_max_size_bytes,
            "is_default": storage.is_default,
            "is_deprecated": storage.is_deprecated,
            "configured": True,
        }
        row = {"id": storage.id, "created_at": now, **values}
        self._database.run(_T.insert(row).on_conflict(conflict_target=[_T.id], update=values))


class ContainerTable:
    """One row for each container that was made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_ready(self, project_id: UUID, provider_id: UUID) -> bool:
        """Read by primary key."""
        query = StorageContainers.select(StorageContainers.ready_at).where(
            StorageContainers.project == project_id, StorageContainers.provider == provider_id
        )
        return self._database.first(query.tuples()) is not None

    def missing(
        self, provider_id: UUID, limit: int, project_id: UUID | None = None
    ) -> Sequence[UUID]:
        """All projects less those with a row."""
        here = StorageContainers.provider == provider_id
        made = (StorageContainers.project == Projects.id) & here
        query = (
            Projects.select(Projects.id)
            .join(StorageContainers, JOIN.LEFT_OUTER, on=made)
            .where(Projects.deleted_at.is_null(), StorageContainers.project.is_null())
        )
        if project_id is not None:
            query = query.where(Projects.id == project_id)
        query = query.order_by(Projects.created_at.desc()).limit(limit)
        return [row[0] for row in self._database.rows(query.tuples())]

    def mark_ready(self, project_id: UUID, provider_id: UUID, now: datetime) -> None:
        """Insert unless somebody did."""
        row = {"project": project_id, "provider": provider_id, "ready_at": now}
        self._database.run(StorageContainers.insert(row).on_conflict_ignore())


def to_provider(row: Mapping[str, Any]) -> ProviderRecord:
    """A provider from its row as of `.dicts()`."""
    return ProviderRecord(
        id=row["id"],
        slug=row["slug"],
        display_name=row["display_name"],
        description=row["description"],
        policy=ProviderPolicy(
            row["chunk_hash_algorithm"], row["chunk_max_number"], row["chunk_max_size_bytes"]
        ),
        is_default=row["is_default"],
        is_deprecated=row["is_deprecated"],
        configured=row["configured"],
        created_at=row["created_at"],
    )


def _known() -> Any:
    """Configured, or gone from the environment while files still lie there."""
    used = fn.EXISTS(Uploads.select(Uploads.id).where(Uploads.provider == _T.id))
    return _T.select().where(_T.configured | used)
