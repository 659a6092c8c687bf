"""Begins an upload whose chunks its client will place at byte offsets; it belongs to no project."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload

_CONTENT_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class CreatePlacedUpload:
    """Always at the default provider."""

    uploads: UploadRecords
    storages: StorageProviders
    clock: Clock

    def __call__(self, caller: Caller, size: int, name: str | None = None) -> Upload:
        """The upload with its limits; without a name it is called by its id.

        Raises ValidationFailed naming `size`.
        """
        if not 0 <= size <= SIZE_MAX:
            raise ValidationFailed.field("size", f"must be a number from 0 to {SIZE_MAX}")
        storage, upload_id, now = self.storages.default, uuid4(), self.clock()
        upload = Upload(
            id=upload_id,
            project_id=None,
            provider_id=storage.id,
            container=f"assembled-{upload_id.hex[:2]}",
            name=name or str(upload_id),
            content_type=_CONTENT_TYPE,
            size=size,
            chunked=True,
            by_offset=True,
            limits=storage.limits.chunk_limits(size),
            chunk_hash_algorithm=storage.policy.chunk_hash_algorithm,
            creator_id=caller.user.id,
            created_at=now,
            active_at=now,
        )
        self.uploads.add(upload, caller)
        return upload
