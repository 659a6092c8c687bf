"""Keeps the containers of projects at providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from db.composed import insert, unless_known
from db.database import Database
from db.fields import to_microseconds, to_uuid
from db.tables.storage import StorageContainers
from dds_upload.core.remembered import Remembered
from dds_upload.core.storage.records import ContainerRecords

# By hand, since each round of a worker asks for recent projects, by the index on created_at.
_MISSING = """
SELECT p.id FROM projects p
LEFT JOIN storage_containers c ON c.project_id = p.id AND c.provider_id = ?
WHERE p.deleted_at IS NULL AND c.project_id IS NULL{}
ORDER BY p.created_at DESC LIMIT ?
"""
_OF_ALL = _MISSING.format("")
_OF_ONE = _MISSING.format(" AND p.id = ?")
_RECENT = _MISSING.format(" AND p.created_at >= ?")


class ContainerTable(ContainerRecords):
    """One row for each container that was made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ready = Remembered[tuple[UUID, UUID], bool]()

    def is_ready(self, project_id: UUID, provider_id: UUID) -> bool:
        """Read by primary key until the row exists: rows stay."""
        if self._ready.get((project_id, provider_id)):
            return True
        query = StorageContainers.select(StorageContainers.ready_at).where(
            StorageContainers.project == project_id, StorageContainers.provider == provider_id
        )
        is_there = self._database.first(query.tuples()) is not None
        if is_there:
            self._ready.put((project_id, provider_id), True)
        return is_there

    def missing(
        self,
        provider_id: UUID,
        limit: int,
        *,
        project_id: UUID | None = None,
        since: datetime | None = None,
    ) -> Sequence[UUID]:
        """Projects without a row."""
        statement, which = _OF_ALL, list[object]()
        if project_id is not None:
            statement, which = _OF_ONE, [project_id.hex]
        elif since is not None:
            statement, which = _RECENT, [to_microseconds(since)]
        rows = self._database.sql(statement, (provider_id.hex, *which, limit)).rows
        return [to_uuid(found) for (found,) in rows]

    def ready(self, provider_id: UUID, limit: int, after: UUID | None = None) -> Sequence[UUID]:
        """By primary key; deleted projects are included."""
        query = StorageContainers.select(StorageContainers.project)
        query = query.where(StorageContainers.provider == provider_id)
        if after is not None:
            query = query.where(StorageContainers.project > after)
        query = query.order_by(StorageContainers.project).limit(limit)
        return [row[0] for row in self._database.rows(query.tuples())]

    def mark_ready(self, project_id: UUID, provider_id: UUID, now: datetime) -> None:
        """Insert the row unless it exists."""
        row = {"project": project_id, "provider": provider_id, "ready_at": now}
        self._database.run(insert(StorageContainers, [row], unless_known))
