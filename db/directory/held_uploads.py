"""Keeps uploads as they are while a file is made of them."""

from __future__ import annotations

from uuid import UUID

from db.database import Database
from db.tables.uploads import Uploads
from db.uploads.uploads import UploadTable
from dds_upload.core.directory.records import HeldUploadRecords
from dds_upload.core.uploads.upload import Upload


class HeldUploadTable(HeldUploadRecords):
    """The `uploads` table, seen from files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self, upload_id: UUID) -> Upload | None:
        """Counting the revision up makes a discard that was judged earlier fail."""
        counted = Uploads.update(revision=Uploads.revision + 1).where(Uploads.id == upload_id)
        self._database.run(counted)
        return UploadTable(self._database).get(upload_id)
