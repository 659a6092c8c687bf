"""Uploads by content, as workers make them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from db.composed import insert
from db.database import Database
from db.failures import fault_columns
from db.tables.content import DerivedFiles, PendingDeliveries, RequestedFiles
from dds_upload.core.content.processing import DerivedFile
from dds_upload.core.content.records import ContentUploadRecords
from dds_upload.core.content.requests import Destination, Findings
from dds_upload.core.failure import Failure
from dds_upload.core.storage.digest import Digest

_DESTINATION = (
    PendingDeliveries.project,
    PendingDeliveries.folder,
    PendingDeliveries.name,
    PendingDeliveries.debug_id,
    RequestedFiles.checksum,
    PendingDeliveries.created_by,
    PendingDeliveries.created_agent,
)


class ContentUploadTable(ContentUploadRecords):
    """The tables `assemblies`, `pending_deliveries` and `derived_files`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kind(self, upload_id: UUID) -> str | None:
        """By the index on the upload."""
        query = RequestedFiles.select(RequestedFiles.kind).where(RequestedFiles.upload == upload_id)
        row = self._database.first(query.tuples())
        return None if row is None else str(row[0])

    def destinations(self, upload_id: UUID, *, hold: bool = False) -> Sequence[Destination]:
        """The row of the requested file is locked first, as by all who add destinations."""
        if hold and not self._database.is_sqlite:
            sql = "SELECT 1 FROM assemblies WHERE upload_id = ? FOR UPDATE"
            self._database.sql(sql, (upload_id.hex,))
        query = PendingDeliveries.select(*_DESTINATION).join(
            RequestedFiles, on=(RequestedFiles.id == PendingDeliveries.requested_file)
        )
        query = query.where(RequestedFiles.upload == upload_id).order_by(
            PendingDeliveries.project, PendingDeliveries.created_at, PendingDeliveries.name
        )
        return [
            Destination(project, folder, name, debug_id or None, *rest)
            for project, folder, name, debug_id, *rest in self._database.rows(query.tuples())
        ]

    def forget_destinations(self, upload_id: UUID) -> None:
        """By the index on the upload, and the primary key."""
        mine = RequestedFiles.select(RequestedFiles.id).where(RequestedFiles.upload == upload_id)
        self._database.run(
            PendingDeliveries.delete().where(PendingDeliveries.requested_file.in_(mine))
        )

    def report(
        self,
        upload_id: UUID,
        findings: Findings | None,
        fault: Failure | None,
        derived: Sequence[DerivedFile],
        now: datetime,
    ) -> None:
        """Insert rows; the primary key of `derived_files` would refuse a second one of a kind."""
        text = None if findings is None else json.dumps(findings)
        mine = RequestedFiles.upload == upload_id
        reported = {"findings": text, **fault_columns(fault)}
        self._database.run(RequestedFiles.update(reported).where(mine))
        rows = [
            {
                "upload": upload_id,
                "kind": it.kind,
                "name": it.name,
                "size": it.size,
                "digest_algorithm": it.digest.algorithm,
                "digest_value": it.digest.value,
                "created_at": now,
            }
            for it in derived
        ]
        if rows:
            self._database.run(insert(DerivedFiles, rows))

    def derived(self, upload_id: UUID) -> Sequence[DerivedFile]:
        """By primary key."""
        query = DerivedFiles.select().where(DerivedFiles.upload == upload_id)
        rows = self._database.rows(query.order_by(DerivedFiles.kind).dicts())
        return [
            DerivedFile(
                row["kind"],
                row["name"],
                row["size"],
                Digest(row["digest_algorithm"], row["digest_value"]),
            )
            for row in rows
        ]
