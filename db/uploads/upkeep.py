"""Uploads as the sweeper handles them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from db.batches import BATCH
from db.database import Database
from db.fields import to_microseconds, to_uuid
from db.gaps import GapList, leave_gaps
from db.gone_commits import forget_commits
from db.tables.blobs import UploadBlobs
from db.tables.content import DerivedFiles
from db.tables.directory import FileVersions
from db.tables.uploads import Chunks, UploadDigests, Uploads
from db.uploads.transitions import Transitions
from db.uploads.upload_rows import to_upload
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upkeep import UploadUpkeep
from dds_upload.core.uploads.upload import GONE, Upload, UploadState

# Not prepared: by the values PostgreSQL knows that few uploads match, and takes the indexes.
_DUE = "SELECT id, state FROM uploads WHERE due_at <= ? ORDER BY due_at LIMIT ?"
_ANY_IDLE = f"""
SELECT 1 WHERE EXISTS (
    SELECT 1 FROM uploads WHERE state = '{UploadState.OPEN}' AND created_at < ? AND active_at < ?
) OR EXISTS (
    SELECT 1 FROM uploads
    WHERE state = '{UploadState.FAILED}' AND failed_at < ? AND outcome = '{OutcomeKind.FILES}'
)
"""


class UpkeepTable(UploadUpkeep):
    """The `uploads` table by `due_at`."""

    def __init__(self, database: Database, *, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    def due(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UploadState]]:
        """Read by the index on due_at."""
        rows = self._database.sql(_DUE, (to_microseconds(now), limit)).rows
        return [(to_uuid(upload_id), UploadState(state)) for upload_id, state in rows]

    def expire(self, idle_since: datetime, now: datetime) -> int:
        """Mostly there are none, which one cheap query says.

        created_at is compared, too, because the index has that column.

        An upload that failed to become files keeps blobs from clean-up that no client may ask for,
        so it is purged after the same time.
        """
        if not self._database.sql(_ANY_IDLE, [to_microseconds(idle_since)] * 3).rows:
            return 0
        idle = (Uploads.created_at < idle_since) & (Uploads.active_at < idle_since)
        expired = self._end_all(UploadState.OPEN, UploadState.EXPIRED, now, idle)
        unused = (Uploads.failed_at < idle_since) & (Uploads.outcome == OutcomeKind.FILES)
        return expired + self._end_all(UploadState.FAILED, UploadState.PURGED, now, unused)

    def get(self, upload_id: UUID) -> Upload | None:
        """Read one row."""
        row = self._database.first(Uploads.select().where(Uploads.id == upload_id).dicts())
        return None if row is None else to_upload(row)

    def postpone(self, upload: Upload, until: datetime) -> None:
        """Set the time at which it is due."""
        self._database.run(Uploads.update(due_at=until).where(Uploads.id == upload.id))

    def removed(self, upload: Upload, again_at: datetime | None, now: datetime) -> None:
        """Chunk rows go with their bytes.

        The row stays of an upload that was complete once, or of which a file was made while it was
        being assembled. Blobs lose a user, and no bytes: clean-up decides about them.
        """
        mine = Uploads.id == upload.id
        with self._database.transaction():
            for table in (Chunks, UploadBlobs, DerivedFiles):
                self._database.run(table.delete().where(table.upload == upload.id))
            if again_at is not None:
                self._database.run(Uploads.update(due_at=again_at).where(mine))
                return
            forget_commits(self._database, upload.id, upload.creator_id, now)
            if upload.state not in GONE or self._has_versions(upload.id):
                self._database.run(Uploads.update(due_at=None).where(mine))
            else:
                digests = UploadDigests.delete().where(UploadDigests.upload == upload.id)
                self._database.run(digests)
                leave_gaps(self._database, GapList.UPLOADS, Uploads.project, Uploads.id, mine)
                self._database.run(Uploads.delete().where(mine))

    def _has_versions(self, upload_id: UUID) -> bool:
        version = FileVersions.select(FileVersions.id).where(FileVersions.upload == upload_id)
        return self._database.first(version.tuples()) is not None

    def _end_all(self, source: UploadState, target: UploadState, now: datetime, which: Any) -> int:
        """A batch in each transaction: after a long pause there are many, and others write, too.

        What is selected is judged again while it is locked: it may have been used since.
        """
        some = Uploads.select(Uploads.id).where(Uploads.state == source, which).limit(BATCH)
        these = Uploads.id.in_(some)
        ended = 0
        while moved := len(self._transitions.move(source, target, now, which, these)):
            ended += moved
        return ended
