"""Locks uploads while files are made of them."""

from __future__ import annotations

from uuid import UUID

from db.database import Database
from db.tables.uploads import Uploads
from dds_upload.core.directory.records import HeldUploadRecords
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload


class HeldUploadTable(HeldUploadRecords):
    """The `uploads` table, as the directory uses it."""

    def __init__(self, database: Database, *, uploads: UploadRecords) -> None:
        self._database = database
        self._uploads = uploads

    def get(self, upload_id: UUID) -> Upload | None:
        """Read one row."""
        return self._uploads.get(upload_id)

    def hold(self, upload_id: UUID) -> Upload | None:
        """Count the revision up, so that a discard that was judged earlier fails."""
        counted = Uploads.update(revision=Uploads.revision + 1).where(Uploads.id == upload_id)
        self._database.run_later(counted)
        return self._uploads.get(upload_id)
