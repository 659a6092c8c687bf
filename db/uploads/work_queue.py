"""Uploads as workers finish them.

Every change names its lease: a worker that lost its lease can change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import fn

from db.composed import Composed, Slot, insert
from db.database import Database
from db.failures import failure_columns
from db.tables.blobs import Blobs, UploadBlobs
from db.tables.uploads import UploadDigests, Uploads
from db.uploads.transitions import Transitions
from db.uploads.upload_rows import to_upload
from db.uploads.uploads import digest_row
from dds_upload.core.failure import DAMAGES, Failure
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.sealing import FIRST_LOOK_AFTER, LAST_LOOK_AFTER
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.core.uploads.work_queue import AssemblyQueue

_ASSEMBLING = Uploads.state == UploadState.ASSEMBLING
_ONE_LESS = Uploads.attempts - 1


class AssemblyQueueTable(AssemblyQueue):
    """The `uploads` table as a list of work."""

    def __init__(self, database: Database, *, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """If several workers ask at once, one gets it."""
        with self._database.transaction():
            if not self._database.run(_LEASE(upload_id=upload_id, now=now, until=until)):
                return None
            return to_upload(self._database.first(_ONE(upload_id=upload_id)))

    def renew(self, upload: Upload, until: datetime) -> bool:
        """Move the time at which another worker may take it."""
        return self._push(upload, until, {})

    def postpone(
        self,
        upload: Upload,
        until: datetime,
        *,
        failure: Failure | None = None,
        counted: bool = True,
    ) -> None:
        """Another worker may take it next."""
        values = failure_columns(failure)
        self._push(upload, until, values if counted else {**values, "attempts": _ONE_LESS})

    def finish(self, upload: Upload, proof: Proof, now: datetime) -> bool:
        """Mark it complete, with the digests the service computed."""
        rows = [digest_row(upload.id, digest, "service", None, now) for digest in proof.digests]
        values = {"verified": proof.verified, **_first_look(upload, now)}
        with self._database.joined():
            done = self._end(upload, UploadState.COMPLETE, now, values=values)
            if done and rows:
                self._database.run(insert(UploadDigests, rows))
            return done

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Mark it failed; `uploads requeue` queues it again."""
        return self._end(upload, UploadState.FAILED, now, failure=failure)

    def reopen(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """One transaction; the digest that its client reported is deleted."""
        with self._database.joined():
            if not self._end(upload, UploadState.OPEN, now, failure=failure):
                return False
            digests = UploadDigests.delete().where(UploadDigests.upload == upload.id)
            self._database.run(digests)
            if self._database.run(_lost(upload.id)):
                self._count_again(upload.id)
            return True

    def requeue(self, upload_ids: Sequence[UUID] | None, now: datetime) -> Sequence[UUID]:
        """One statement for all of a kind; a damaged upload need not be assembled."""
        which = () if upload_ids is None else (Uploads.id.in_(list(upload_ids)),)
        failed, damaged = Uploads.state == UploadState.FAILED, Uploads.error_code.in_(DAMAGES)
        other = Uploads.error_code.is_null() | ~damaged  # NULL: it failed before there were codes
        look = Uploads.update(due_at=now).where(failed, damaged, *which)
        values = {"failed_at": None, "consistent_at": None, **failure_columns(None)}
        with self._database.joined():
            looked_at = self._database.rows(look.returning(Uploads.id).tuples())
            moved = self._transitions.move(
                UploadState.FAILED, UploadState.ASSEMBLING, now, other, *which, values=values
            )
        return [*moved, *(upload_id for (upload_id,) in looked_at)]

    def failed(self) -> Sequence[Upload]:
        """Newest failure first."""
        query = Uploads.select().where(Uploads.state == UploadState.FAILED)
        rows = self._database.rows(query.order_by(Uploads.failed_at.desc()).dicts())
        return [to_upload(row) for row in rows]

    def recent(self, limit: int) -> Sequence[Upload]:
        """Newest first."""
        query = Uploads.select().order_by(Uploads.created_at.desc()).limit(limit)
        return [to_upload(row) for row in self._database.rows(query.dicts())]

    def _end(
        self,
        upload: Upload,
        target: UploadState,
        now: datetime,
        *,
        failure: Failure | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> bool:
        mine = {"id": upload.id, "leases": upload.leases}
        moved = self._transitions.move(
            UploadState.ASSEMBLING, target, now, same=mine, failure=failure, values=values
        )
        return bool(moved)

    def _push(self, upload: Upload, until: datetime, more: Mapping[str, Any]) -> bool:
        values = {"due_at": until, "revision": Uploads.revision + 1, **more}
        return self._database.run(Uploads.update(values).where(_claimed(upload), _ASSEMBLING)) == 1

    def _count_again(self, upload_id: UUID) -> None:
        query = UploadBlobs.select(fn.COUNT(Blobs.id), fn.COALESCE(fn.SUM(Blobs.size), 0))
        query = query.join(Blobs, on=(Blobs.id == UploadBlobs.blob))
        query = query.where(UploadBlobs.upload == upload_id)
        count, size = self._database.first(query.tuples())
        left = Uploads.update(chunks_count=count, chunks_size=int(size))
        self._database.run(left.where(Uploads.id == upload_id))


def _lease(upload_id: Slot, now: Slot, until: Slot) -> Any:
    query = Uploads.update(
        attempts=Uploads.attempts + 1, leases=Uploads.leases + 1, due_at=until.of(Uploads.due_at)
    )
    return query.where(Uploads.id == upload_id, _ASSEMBLING, Uploads.due_at <= now)


_LEASE = Composed(_lease)
_ONE = Composed(lambda upload_id: Uploads.select().where(Uploads.id == upload_id), named=True)


def _first_look(upload: Upload, now: datetime) -> dict[str, Any]:
    """When storage is compared again.

    This is at once the last time if no URL outlives the completion.

    Then it only removes objects that the upload may have left near its file.
    """
    if upload.urls_end_at is None:
        leaves = not upload.is_of_blobs or upload.leases > 1
        return {"sealed_at": now, "due_at": now + LAST_LOOK_AFTER if leaves else None}
    return {"due_at": upload.urls_end_at + FIRST_LOOK_AFTER}


def _claimed(upload: Upload) -> Any:
    return (Uploads.id == upload.id) & (Uploads.leases == upload.leases)


def _lost(upload_id: UUID) -> Any:
    """Forget blobs that storage no longer has."""
    mine = UploadBlobs.upload == upload_id
    own = UploadBlobs.select(Blobs.id).join(Blobs, on=(Blobs.id == UploadBlobs.blob)).where(mine)
    damaged = own.where(Blobs.damaged_at.is_null(False))
    return UploadBlobs.delete().where(mine, UploadBlobs.blob.in_(damaged))
