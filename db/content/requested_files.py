"""Remembers which files were requested by content.

Requests for one file meet at its unique key (organisation, kind, checksum). PostgreSQL locks rows
one after another, so all who lock several take them in the order of their checksums.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from peewee import EXCLUDED, IntegrityError

from db.among import among
from db.batches import BATCH_AMONG, batches
from db.composed import insert, unless_known
from db.database import Database
from db.failures import fault_columns, to_failure
from db.tables.blobs import UploadBlobs
from db.tables.content import PendingDeliveries
from db.tables.content import RequestedFiles as T
from db.tables.uploads import Uploads
from db.uploads.transitions import Transitions
from db.uploads.upload_rows import to_upload
from dds_upload.core.accounts.users import Caller
from dds_upload.core.content.records import RequestedFileRecords
from dds_upload.core.content.requests import (
    Destination,
    DestinationKey,
    FileKey,
    FileRequest,
    NewAssembly,
    RequestedFile,
)
from dds_upload.core.errors import Conflict
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState

#: The primary key of pending deliveries.
_PENDING = (
    PendingDeliveries.requested_file,
    PendingDeliveries.project,
    PendingDeliveries.name,
    PendingDeliveries.debug_id,
)


class RequestedFileTable(RequestedFileRecords):
    """The tables `assemblies` and `pending_deliveries`."""

    def __init__(
        self, database: Database, *, uploads: UploadRecords, transitions: Transitions
    ) -> None:
        self._database = database
        self._upload_records = uploads
        self._transitions = transitions

    def find(
        self, organization_id: UUID, keys: Collection[FileKey]
    ) -> Mapping[FileKey, RequestedFile]:
        """Rows by their unique key, then their uploads by primary key."""
        rows = list(self._rows(organization_id, keys))
        uploads = self._uploads({row["upload"] for row in rows if row["upload"]})
        return {(row["kind"], row["checksum"]): _to_requested_file(row, uploads) for row in rows}

    def hold(
        self, organization_id: UUID, files: Sequence[FileRequest], now: datetime
    ) -> Mapping[FileKey, RequestedFile]:
        """Insert new rows, lock existing ones, and only then read what others committed."""
        ordered = sorted(files, key=lambda file: (file.checksum, file.kind))
        for batch in batches(_new_row(organization_id, file, now) for file in ordered):
            self._database.run(insert(T, batch, unless_known))
        keys = [file.key for file in ordered]
        list(self._rows(organization_id, keys, lock=True))
        return self.find(organization_id, keys)

    def begin(
        self,
        requested: Mapping[FileKey, RequestedFile],
        new_assemblies: Sequence[NewAssembly],
        caller: Caller,
    ) -> None:
        """Upserts by primary key change many rows to different values in one statement."""
        try:
            self._upload_records.add([new.upload for new in new_assemblies], caller)
            for batch in batches(new_assemblies):
                self._lead_to_uploads(requested, batch)
            self._insert_blobs(new_assemblies)
        except IntegrityError as error:
            raise Conflict("a chunk was cleaned up at the same moment") from error
        former = (requested[new.file.key].upload for new in new_assemblies)
        for failed in batches(it.id for it in former if it and it.state is UploadState.FAILED):
            now, ids = new_assemblies[0].upload.created_at, Uploads.id.in_(failed)
            self._transitions.move(UploadState.FAILED, UploadState.PURGED, now, ids, caller=caller)

    def destined(
        self, requested_file_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """By primary key."""
        found: set[tuple[UUID, DestinationKey]] = set()
        for batch in batches(requested_file_ids):
            query = PendingDeliveries.select(*_PENDING).where(
                PendingDeliveries.requested_file.in_(batch),
                PendingDeliveries.project.in_(list(project_ids)),
            )
            found.update(
                (requested_file_id, (project_id, name, debug_id or None))
                for requested_file_id, project_id, name, debug_id in self._database.rows(
                    query.tuples()
                )
            )
        return found

    def add_destinations(
        self, destinations: Sequence[tuple[UUID, Destination]], now: datetime
    ) -> None:
        """Insert the missing rows."""
        for batch in batches(
            _destination_row(requested_file_id, destination, now)
            for requested_file_id, destination in destinations
        ):
            self._database.run(insert(PendingDeliveries, batch, unless_known))

    def forget_failures(self, organization_id: UUID, blob_ids: Collection[UUID]) -> None:
        """Empty the digest.

        It then equals that of no list of chunks, so the next request is judged anew.
        """
        for batch in batches(blob_ids):
            made_of = UploadBlobs.select(UploadBlobs.upload).where(UploadBlobs.blob.in_(batch))
            failed = Uploads.select(Uploads.id).where(
                Uploads.id.in_(made_of), Uploads.state == UploadState.FAILED
            )
            mine = T.select(T.id).where(T.organization == organization_id, T.upload.in_(failed))
            if self._database.first(mine.tuples()) is not None:  # hardly ever
                self._forget(mine.order_by(T.checksum, T.kind))

    def _forget(self, query: Any) -> None:
        with self._database.transaction():
            ids = [row[0] for row in self._database.rows(self._database.locking(query).tuples())]
            self._database.run(T.update(chunks_digest="").where(T.id.in_(ids)))

    def _rows(
        self, organization_id: UUID, keys: Collection[FileKey], *, lock: bool = False
    ) -> Iterable[dict[str, Any]]:
        """By the unique key, of which each column is named: SQLite reads few rows then."""
        wanted = set(keys)
        kinds = sorted({kind for kind, _ in keys})
        for batch in batches(sorted({checksum for _, checksum in keys}), BATCH_AMONG):
            is_one = among(self._database, T.checksum, batch)
            meant = (T.organization == organization_id, T.kind.in_(kinds), is_one)
            query = T.select().where(*meant)
            query = query.order_by(T.checksum, T.kind)
            rows = self._database.rows((self._database.locking(query) if lock else query).dicts())
            yield from (row for row in rows if (row["kind"], row["checksum"]) in wanted)

    def _uploads(self, upload_ids: Collection[UUID]) -> dict[UUID, Upload]:
        found: dict[UUID, Upload] = {}
        for batch in batches(upload_ids):
            rows = self._database.rows(Uploads.select().where(Uploads.id.in_(batch)).dicts())
            found |= {row["id"]: to_upload(row) for row in rows}
        return found

    def _insert_blobs(self, new_assemblies: Sequence[NewAssembly]) -> None:
        rows = (
            (new.upload.id, position, blob_id)
            for new in new_assemblies
            for position, blob_id in enumerate(new.blob_ids)
        )
        fields = [UploadBlobs.upload, UploadBlobs.position, UploadBlobs.blob]
        for batch in batches(rows):
            self._database.run(UploadBlobs.insert_many(batch, fields=fields))

    def _lead_to_uploads(
        self, requested: Mapping[FileKey, RequestedFile], new_assemblies: Sequence[NewAssembly]
    ) -> None:
        ids = {requested[new.file.key].id: new for new in new_assemblies}
        rows = self._database.rows(T.select().where(T.id.in_(list(ids))).dicts())
        for row in rows:
            new = ids[row["id"]]
            row.update(upload=new.upload.id, chunks_digest=new.file.chunks_digest)
            row.update(findings=None, **fault_columns(None))
        changed = (T.upload, T.chunks_digest, T.findings, T.fault_code, T.fault_details)
        update = {column: EXCLUDED[column.column_name] for column in changed}
        self._database.run(T.insert_many(rows).on_conflict(conflict_target=[T.id], update=update))


def _new_row(organization_id: UUID, file: FileRequest, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organization": organization_id,
        "kind": file.kind,
        "checksum": file.checksum,
        "chunks_digest": file.chunks_digest,
        "created_at": now,
    }


def _destination_row(
    requested_file_id: UUID, destination: Destination, now: datetime
) -> dict[str, Any]:
    return {
        "requested_file": requested_file_id,
        "project": destination.project_id,
        "folder": destination.folder,
        "name": destination.name,
        "debug_id": destination.debug_id or "",
        "created_at": now,
        "created_by": destination.user_id,
        "created_agent": destination.agent_id,
    }


def _to_requested_file(row: Mapping[str, Any], uploads: Mapping[UUID, Upload]) -> RequestedFile:
    findings = row["findings"]
    return RequestedFile(
        id=row["id"],
        chunks_digest=row["chunks_digest"],
        upload=uploads.get(row["upload"]),
        findings=json.loads(findings) if findings is not None else None,
        fault=to_failure(row["fault_code"], row["fault_details"]),
    )
