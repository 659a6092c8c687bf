"""Finds an upload for a caller; what they may not know of is not found."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden, NotFound
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.upload import GONE, Upload, UploadState
from dds_upload.operations.accounts.access import Access


@dataclass(frozen=True, slots=True)
class FindUpload:
    """The way every operation but granting comes to its upload."""

    uploads: UploadRecords
    access: Access
    idleness: Idleness

    def __call__(self, caller: Caller, upload_id: UUID, permission: Permission) -> Upload:
        """The upload; raises NotFound (`upload`) and Forbidden."""
        return self._allowed(caller, self._found(upload_id), permission)

    def to_write(self, caller: Caller, upload_id: UUID) -> Upload:
        """The same for those who may send its bytes, and end it: see `permission_to_write`."""
        upload = self._found(upload_id)
        return self._allowed(caller, upload, permission_to_write(caller, upload.creator_id))

    def details(self, caller: Caller, upload_id: UUID, permission: Permission) -> UploadDetails:
        """The same with all that hangs on it."""
        details = self.uploads.details(upload_id)
        if details is None:
            raise NotFound(Kind.UPLOAD)
        self._allowed(caller, details.upload.as_of(self.idleness.since()), permission)
        return details

    def _found(self, upload_id: UUID) -> Upload:
        upload = self.uploads.get(upload_id)
        if upload is None:
            raise NotFound(Kind.UPLOAD)
        return upload.as_of(self.idleness.since())

    def _allowed(self, caller: Caller, upload: Upload, permission: Permission) -> Upload:
        if upload.state in GONE:
            raise self._gone(caller, upload, permission)
        self._check(caller, upload, permission)
        return upload

    def _gone(self, caller: Caller, upload: Upload, permission: Permission) -> NotFound:
        """Only a caller who may have the upload learns what became of it."""
        try:
            self._check(caller, upload, permission)
        except (Forbidden, NotFound):
            return NotFound(Kind.UPLOAD)
        return gone(upload.state)

    def _check(self, caller: Caller, upload: Upload, permission: Permission) -> None:
        if upload.project_id is not None:
            self.access.require(caller, upload.project_id, permission)
        elif not is_own(caller, upload.creator_id):
            raise NotFound(Kind.UPLOAD)


def is_own(caller: Caller, creator_id: UUID) -> bool:
    """Whether the caller began the upload, or is an administrator."""
    return caller.user.is_admin or caller.user.id == creator_id


def permission_to_write(caller: Caller, creator_id: UUID) -> Permission:
    """What a member of the project needs to send bytes to an upload, or to end it.

    Adding files is enough for one's own. Bytes of others are changed as their files are: with less
    than that, a member could replace what somebody else is sending.
    """
    return permission_to_send(own=is_own(caller, creator_id))


def permission_to_send(*, own: bool) -> Permission:
    """The same, of one's own upload or of another's."""
    return Permission.CREATE_FILE if own else Permission.UPDATE_FILE


def gone(state: UploadState) -> NotFound:
    """Of an upload that there was: one that expired may be begun anew."""
    expired = state is UploadState.EXPIRED
    return NotFound(Kind.UPLOAD, reason=Reason.UPLOAD_EXPIRED if expired else None)
