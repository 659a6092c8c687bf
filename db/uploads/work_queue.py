"""Uploads as the worker finishes them.

Every change names the claim it belongs to: a worker that was given up on can change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.tables.uploads import UploadDigests, Uploads
from db.uploads.upload_rows import to_upload
from db.uploads.uploads import digest_row
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from dds_upload.core.uploads.work_queue import AssemblyQueue

_ASSEMBLING = Uploads.state == UploadState.ASSEMBLING


class AssemblyQueueTable(AssemblyQueue):
    """The `uploads` table as a list of work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Of several workers that ask at once, one gets it."""
        mine = Uploads.id == upload_id
        values = {
            "attempts": Uploads.attempts + 1,
            "claims": Uploads.claims + 1,
            "due_at": until,
        }
        with self._database.transaction():
            taken = self._database.run(
                Uploads.update(values).where(mine, _ASSEMBLING, Uploads.due_at <= now)
            )
            if not taken:
                return None
            return to_upload(self._database.first(Uploads.select().where(mine).dicts()))

    def renew(self, upload: Upload, until: datetime) -> bool:
        """Push the time at which others may take it."""
        return self._change(upload, due_at=until)

    def postpone(self, upload: Upload, until: datetime) -> None:
        """The same write as `renew`: what differs is who looks next."""
        self._change(upload, due_at=until)

    def finish(
        self, upload: Upload, verified: Verified, computed: Sequence[Digest], now: datetime
    ) -> bool:
        """Mark it complete, with the digests the service computed."""
        values = {"state": UploadState.COMPLETE, "verified": verified, "consistent_at": now}
        rows = [digest_row(upload.id, digest, "service", None, now) for digest in computed]
        with self._database.transaction():
            done = self._change(upload, **values, due_at=None)
            if done and rows:
                self._database.run(UploadDigests.insert_many(rows))
            return done

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """Mark it failed; `uploads requeue` lifts that."""
        return self._change(
            upload,
            state=UploadState.FAILED,
            error_message=message,
            failed_at=now,
            consistent_at=now,
            due_at=None,
        )

    def requeue(self, upload_ids: Sequence[UUID] | None, now: datetime) -> Sequence[UUID]:
        """One statement for all of them."""
        failed = Uploads.state == UploadState.FAILED
        if upload_ids is not None:
            failed &= Uploads.id.in_(list(upload_ids))
        values = {
            "state": UploadState.ASSEMBLING,
            "error_message": None,
            "failed_at": None,
            "consistent_at": None,
            "attempts": 0,
            "due_at": now,
            "revision": Uploads.revision + 1,
        }
        with self._database.transaction():
            ids = [row[0] for row in self._database.rows(_ids().where(failed).tuples())]
            self._database.run(Uploads.update(values).where(failed, Uploads.id.in_(ids)))
            return ids

    def failed(self) -> Sequence[Upload]:
        """Newest failure first."""
        query = Uploads.select().where(Uploads.state == UploadState.FAILED)
        rows = self._database.rows(query.order_by(Uploads.failed_at.desc()).dicts())
        return [to_upload(row) for row in rows]

    def recent(self, limit: int) -> Sequence[Upload]:
        """Newest first."""
        query = Uploads.select().order_by(Uploads.created_at.desc()).limit(limit)
        return [to_upload(row) for row in self._database.rows(query.dicts())]

    def _change(self, upload: Upload, **values: Any) -> bool:
        mine = (Uploads.id == upload.id) & (Uploads.claims == upload.claims)
        values["revision"] = Uploads.revision + 1
        return self._database.run(Uploads.update(values).where(mine, _ASSEMBLING)) == 1


def _ids() -> Any:
    return Uploads.select(Uploads.id)
