"""Shows uploads, takes further digests for them, and gives up on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.accounts import Caller
from dds_upload.core.directory import Page, PageRequest
from dds_upload.core.errors import Conflict, Forbidden, ValidationFailed
from dds_upload.core.records.uploads import UploadDetails, UploadRecords
from dds_upload.core.roles import Permission
from dds_upload.core.signing import SignedRequest
from dds_upload.core.storage import Clock, Storages
from dds_upload.core.upload import Upload, UploadState
from dds_upload.operations.access import Access
from dds_upload.operations.find_upload import FindUpload, is_own
from dds_upload.operations.reported_digest import reported_digest


@dataclass(frozen=True, slots=True)
class ReadUploads:
    """Reading changes nothing."""

    find: FindUpload
    uploads: UploadRecords
    access: Access

    def one(self, caller: Caller, upload_id: UUID) -> UploadDetails:
        """Raises NotFound and Forbidden."""
        return self.find.details(caller, upload_id, Permission.VIEW_PROJECT)

    def of_project(
        self, caller: Caller, project_id: UUID, page: PageRequest
    ) -> Page[UploadDetails]:
        """Newest first; raises NotFound and Forbidden."""
        self.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return self.uploads.page_of_project(project_id, page)


@dataclass(frozen=True, slots=True)
class SignWholeUpload:
    """Signs the one PUT of an upload that is sent as one piece, for whoever began it.

    Whoever may only view the project must not be handed a URL to write with.
    """

    storages: Storages
    clock: Clock
    url_duration: timedelta

    def __call__(self, caller: Caller, upload: Upload) -> SignedRequest | None:
        """None once there is nothing more to send, or nowhere to send it (provider gone)."""
        if upload.chunked or upload.state is not UploadState.OPEN:
            return None
        storage = self.storages.find(upload.provider_id)
        if storage is None or not is_own(caller, upload.creator_id):
            return None
        expires_at = self.clock() + self.url_duration
        return storage.abilities.presigner.sign_put(upload.chunk_key(1), expires_at)


@dataclass(frozen=True, slots=True)
class AddDigest:
    """Takes one more whole-file digest for an upload that was completed; nothing is verified."""

    find: FindUpload
    uploads: UploadRecords
    clock: Clock

    def __call__(
        self, caller: Caller, upload_id: UUID, algorithm: str, value: str
    ) -> UploadDetails:
        """Raises NotFound, Forbidden, ValidationFailed (`algorithm`, `value`, not completed)."""
        upload = self.find(caller, upload_id, Permission.UPDATE_FILE)
        digest = reported_digest(algorithm, value, prefix="")
        if upload.completed_at is None:
            raise ValidationFailed.about("upload is not completed")
        self.uploads.add_digest(upload_id, digest, caller, self.clock())
        return self.find.details(caller, upload_id, Permission.VIEW_PROJECT)


@dataclass(frozen=True, slots=True)
class AbortUpload:
    """Gives an upload up; its bytes go, unless a file is made of them."""

    find: FindUpload
    uploads: UploadRecords
    access: Access
    clock: Clock

    def __call__(self, caller: Caller, upload_id: UUID) -> None:
        """Raises NotFound, Forbidden, ValidationFailed (a file uses it, or it is being joined)."""
        upload = self.find(caller, upload_id, Permission.CREATE_FILE)
        self._check_allowed(caller, upload)
        if upload.state is UploadState.ASSEMBLING:
            raise ValidationFailed.about("upload is being assembled")
        if self.uploads.is_used(upload_id):
            raise ValidationFailed.about("upload is used by a file")
        if upload.state is UploadState.PURGED:
            return
        target = UploadState.ABORTED if upload.state is UploadState.OPEN else UploadState.PURGED
        if not self.uploads.discard(upload, target, caller, self.clock()):
            raise Conflict("the upload was changed at the same moment")

    def _check_allowed(self, caller: Caller, upload: Upload) -> None:
        """Others' uploads are removed only by those who may delete others' files."""
        if is_own(caller, upload.creator_id):
            return
        if upload.project_id is None:
            raise Forbidden("the upload is somebody else's")
        self.access.require(caller, upload.project_id, Permission.DELETE_FILE)
