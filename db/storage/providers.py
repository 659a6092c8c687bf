"""Keeps storage providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import fn

from db.database import Database
from db.tables.blobs import Blobs
from db.tables.storage import StorageProviders
from db.tables.uploads import Uploads
from dds_upload.core.storage.policy import ProviderPolicy
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.storage.records import ProviderRecord, ProviderRecords
from dds_upload.core.uploads.upload import BYTES_GO

_T = StorageProviders


class ProviderTable(ProviderRecords):
    """One row for each provider that was ever configured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, storages: Sequence[StorageProvider], now: datetime) -> None:
        """Default flags are removed first: there is at most one at any moment."""
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

    def holds_bytes(self, provider_id: UUID) -> bool:
        """Uploads that were only begun count, too: their chunks may be stored."""
        here = Uploads.provider == provider_id, Uploads.state.not_in(list(BYTES_GO))
        for query in (
            Uploads.select(Uploads.id).where(*here),
            Blobs.select(Blobs.id).where(Blobs.provider == provider_id),
        ):
            if self._database.first(query.tuples()) is not None:
                return True
        return False

    def _upsert(self, storage: StorageProvider, now: datetime) -> None:
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
    """Condition: configured, or gone from the environment while files still lie there."""
    used = fn.EXISTS(Uploads.select(Uploads.id).where(Uploads.provider == _T.id))
    return _T.select().where(_T.configured | used)
