"""Finds an upload for a caller; a caller does not find an upload that they may not know of."""

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
    """Every operation but granting finds its upload here."""

    uploads: UploadRecords
    access: Access
    idleness: Idleness

    def __call__(self, caller: Caller, upload_id: UUID, permission: Permission) -> Upload:
        """The upload; raises NotFound (`upload`) and Forbidden."""
        return self._allowed(caller, self._found(upload_id), permission)

    def to_write(self, caller: Caller, upload_id: UUID) -> Upload:
        """The same for callers who may send its bytes, and end it: see `permission_to_write`."""
        upload = self._found(upload_id)
        return self._allowed(caller, upload, permission_to_write(caller, upload.creator_id))

    def details(self, caller: Caller, upload_id: UUID, permission: Permission) -> UploadDetails:
        """The upload with all of its details."""
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
        """NotFound, with the reason only for a caller who may have the upload."""
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
    """The permission that a member needs to send bytes to an upload, or to end it.

    Adding files is enough for one's own uploads. For those of others it is that of updating files:
    with less, a member could replace bytes that another member is sending.
    """
    return permission_to_send(own=is_own(caller, creator_id))


def permission_to_send(*, own: bool) -> Permission:
    """The same, by whether the upload is one's own."""
    return Permission.CREATE_FILE if own else Permission.UPDATE_FILE


def gone(state: UploadState) -> NotFound:
    """NotFound for an upload that is gone.

    One that expired has its own code, as it can be begun anew.
    """
    expired = state is UploadState.EXPIRED
    return NotFound(Kind.UPLOAD, reason=Reason.UPLOAD_EXPIRED if expired else None)
