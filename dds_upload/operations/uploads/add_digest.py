"""Adds a further digest of a whole file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.operations.uploads.find_upload import FindUpload
from dds_upload.operations.uploads.reported_digest import FURTHER_DIGEST, reported_digest


@dataclass(frozen=True, slots=True)
class AddDigest:
    """Adds a whole-file digest to a completed upload; it is not verified."""

    find: FindUpload
    uploads: UploadRecords
    clock: Clock

    def __call__(
        self, caller: Caller, upload_id: UUID, algorithm: str, value: str
    ) -> UploadDetails:
        """Raises NotFound, Forbidden, ValidationFailed (`algorithm`, `value`, not completed)."""
        upload = self.find(caller, upload_id, Permission.UPDATE_FILE)
        digest = reported_digest(algorithm, value, FURTHER_DIGEST)
        if upload.completed_at is None:
            raise ValidationFailed.of(Reason.UPLOAD_NOT_COMPLETED)
        self.uploads.add_digest(upload_id, digest, caller, self.clock())
        return self.find.details(caller, upload_id, Permission.VIEW_PROJECT)
