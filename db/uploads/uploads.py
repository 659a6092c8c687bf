"""Uploads as their clients create, read and complete them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from peewee import JOIN

from db.accounts.audit import Audits, stamp
from db.database import Database
from db.placements.artifacts import ArtifactTable
from db.placements.placements import PlacementTable
from db.storage.providers import to_provider
from db.tables.blobs import Blobs, UploadBlobs
from db.tables.directory import FileVersions
from db.tables.projects import Projects
from db.tables.storage import StorageProviders
from db.tables.uploads import Chunks, UploadDigests, Uploads
from db.uploads.grants import CHUNK_COLUMNS, to_chunk
from db.uploads.upload_rows import to_row, to_upload
from dds_upload.core.accounts.users import Caller
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.upload import GONE, Upload, UploadState, check_transition


class UploadTable(UploadRecords):
    """The `uploads` table and what hangs on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, upload: Upload, caller: Caller) -> None:
        """Insert a row."""
        audit = stamp("created", caller, upload.created_at)
        self._database.run(Uploads.insert(**{**to_row(upload), **audit}))

    def get(self, upload_id: UUID) -> Upload | None:
        """Read one row."""
        row = self._database.first(_present().where(Uploads.id == upload_id).dicts())
        return None if row is None else to_upload(row)

    def details(self, upload_id: UUID) -> UploadDetails | None:
        """Read one upload and its surroundings."""
        rows = self._database.rows(_present().where(Uploads.id == upload_id).dicts())
        return self._with_details(rows)[0] if rows else None

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[UploadDetails]:
        """Read a page, and the surroundings of all of it together."""
        query = _present().where(Uploads.project == project_id, Uploads.state.not_in(GONE))
        total = self._database.count(query)
        newest = query.order_by(Uploads.created_at.desc(), Uploads.id)
        rows = self._database.rows(newest.limit(page.size).offset(page.offset).dicts())
        return Page(self._with_details(rows), total)

    def begin_assembly(
        self, upload: Upload, claimed: Digest, caller: Caller, now: datetime
    ) -> bool:
        """Compare-and-swap on the revision: a chunk granted meanwhile makes it fail."""
        check_transition(upload.state, UploadState.ASSEMBLING)
        values = {
            **stamp("updated", caller, now),
            "state": UploadState.ASSEMBLING,
            "claimed_algorithm": claimed.algorithm,
            "claimed_value": claimed.value,
            "completed_at": now,
            "active_at": now,
            "due_at": now,
            "attempts": 0,
            "etag": uuid4().hex,
            "revision": Uploads.revision + 1,
        }
        with self._database.transaction():
            begun = self._swap(upload, values)
            if begun:
                self.add_digest(upload.id, claimed, caller, now)
            return begun

    def add_digest(self, upload_id: UUID, digest: Digest, caller: Caller, now: datetime) -> None:
        """Insert a digest that a client reports."""
        row = digest_row(upload_id, digest, "client", caller, now)
        self._database.run(UploadDigests.insert(**row))

    def is_used(self, *upload_ids: UUID) -> bool:
        """Look for any version made of them."""
        query = FileVersions.select(FileVersions.id).where(FileVersions.upload.in_(upload_ids))
        return self._database.first(query.tuples()) is not None

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """Mark it and make it due, so that the sweeper removes its bytes; its artifact goes."""
        check_transition(upload.state, target)
        values = {**stamp("deleted", caller, now), "state": target, "due_at": now}
        if target is UploadState.PURGED:
            values["purged_at"] = now
        with self._database.transaction():
            if upload.by_offset and upload.claimed and target is UploadState.PURGED:
                # Who may take the artifact over is held first, in the order of all who hold them.
                held = PlacementTable(self._database)
                held.hold_content(upload.claimed.value, upload.creator_id)
            discarded = self._swap(upload, {**values, "revision": Uploads.revision + 1})
            if discarded and upload.by_offset:
                ArtifactTable(self._database).leave(upload)
            return discarded

    def _swap(self, upload: Upload, values: dict[str, Any]) -> bool:
        judged = (Uploads.id == upload.id) & (Uploads.revision == upload.revision)
        query = Uploads.update(values).where(judged, Uploads.state == upload.state)
        return self._database.run(query) == 1

    def _with_details(self, rows: Sequence[dict[str, Any]]) -> list[UploadDetails]:
        ids = [row["id"] for row in rows]
        projects = self._projects({row["project"] for row in rows})
        providers = self._providers({row["provider"] for row in rows})
        by_offset = [row["id"] for row in rows if row["by_offset"]]
        chunks = self._chunks(ids) | (self._placed(by_offset) if by_offset else {})
        digests = self._digests(ids)
        audits = Audits(self._database, rows)
        return [
            UploadDetails(
                upload=to_upload(row),
                project_name=projects.get(row["project"]),
                provider=to_provider(providers[row["provider"]]),
                chunks=chunks.get(row["id"], ()),
                digests=digests[row["id"]],
                audit=audits.of(row),
            )
            for row in rows
        ]

    def _projects(self, ids: set[UUID | None]) -> dict[UUID, str]:
        query = Projects.select(Projects.id, Projects.name).where(Projects.id.in_(ids - {None}))
        return dict(self._database.rows(query.tuples()))

    def _providers(self, ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
        query = StorageProviders.select().where(StorageProviders.id.in_(ids))
        return {row["id"]: row for row in self._database.rows(query.dicts())}

    def _chunks(self, ids: Sequence[UUID]) -> dict[UUID, list[Chunk]]:
        """Newest first, as the original lists them."""
        query = Chunks.select(Chunks.upload, *CHUNK_COLUMNS).where(Chunks.upload.in_(ids))
        query = query.order_by(Chunks.created_at.desc(), Chunks.number.desc())
        found = defaultdict(list)
        for upload_id, *row in self._database.rows(query.tuples()):
            found[upload_id].append(to_chunk(row))
        return found

    def _placed(self, ids: Sequence[UUID]) -> dict[UUID, list[Chunk]]:
        """Chunks that are placed at offsets, numbered in the order of the file."""
        columns = (UploadBlobs.upload, Blobs.size, Blobs.digest_algorithm, Blobs.digest_value)
        query = UploadBlobs.select(*columns).join(Blobs, on=(Blobs.id == UploadBlobs.blob))
        query = query.where(UploadBlobs.upload.in_(ids)).order_by(UploadBlobs.position)
        found: dict[UUID, list[Chunk]] = defaultdict(list)
        for upload_id, size, *digest in self._database.rows(query.tuples()):
            chunks = found[upload_id]
            chunks.append(Chunk(len(chunks) + 1, size, Digest(*digest)))
        return found

    def _digests(self, ids: Sequence[UUID]) -> dict[UUID, list[ReportedDigest]]:
        query = UploadDigests.select().where(UploadDigests.upload.in_(ids))
        query = query.order_by(UploadDigests.created_at, UploadDigests.id)
        rows = self._database.rows(query.dicts())
        audits = Audits(self._database, rows)
        found = defaultdict(list)
        for row in rows:
            digest = Digest(row["algorithm"], row["value"])
            found[row["upload"]].append(ReportedDigest(digest, row["origin"], audits.of(row)))
        return found


def digest_row(
    upload_id: UUID, digest: Digest, origin: str, caller: Caller | None, now: datetime
) -> dict[str, Any]:
    """A row of `upload_digests`; no caller: the service computed it."""
    return {
        **stamp("created", caller, now),
        "id": uuid4(),
        "upload": upload_id,
        "algorithm": digest.algorithm,
        "value": digest.value,
        "origin": origin,
    }


def _present() -> Any:
    """Uploads of projects that are not deleted, and those of no project."""
    query = Uploads.select(Uploads).join(
        Projects, JOIN.LEFT_OUTER, on=(Projects.id == Uploads.project)
    )
    return query.where(Projects.deleted_at.is_null())
