"""Keys of requests, in the rows of the uploads that were begun with them."""

from __future__ import annotations

from uuid import UUID

from peewee import IntegrityError

from db.database import Database
from db.tables.uploads import Uploads
from db.uploads.upload_rows import to_upload
from dds_upload.core.accounts.users import Caller
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.request_keys import KeyedUpload, RequestKey, RequestKeyRecords
from dds_upload.core.uploads.upload import Upload


class RequestKeyTable(RequestKeyRecords):
    """A unique index over caller, project and key decides between two that come at once."""

    def __init__(self, database: Database, *, uploads: UploadRecords) -> None:
        self._database = database
        self._uploads = uploads

    def find(self, user_id: UUID, project_id: UUID, value: str) -> KeyedUpload | None:
        """By that index."""
        query = Uploads.select().where(
            Uploads.created_by == user_id,
            Uploads.project == project_id,
            Uploads.request_key == value,
        )
        row = self._database.first(query.dicts())
        return row and KeyedUpload(to_upload(row), row["request_fingerprint"])

    def add(
        self, upload: Upload, caller: Caller, key: RequestKey, former: KeyedUpload | None
    ) -> bool:
        """One transaction."""
        try:
            with self._database.transaction():
                if former is not None:
                    self._release(former)
                self._uploads.add([upload], caller, key)
        except IntegrityError:
            return False
        return True

    def _release(self, former: KeyedUpload) -> None:
        """Of several that come at once, the others find nothing to do."""
        freed = Uploads.update(request_key=None, request_fingerprint=None)
        self._database.run(freed.where(Uploads.id == former.upload.id))
