"""Gives an upload up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, Forbidden, ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.uploads.find_upload import FindUpload, is_own
from dds_upload.operations.uploads.is_used import IsUsed
from dds_upload.operations.uploads.outcomes import Outcomes

_UNFINISHED = frozenset({UploadState.OPEN, UploadState.ASSEMBLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortUpload:
    """Gives an upload up; its bytes are removed, unless a file is made of them."""

    find: FindUpload
    uploads: UploadRecords
    is_used: IsUsed
    access: Access
    outcomes: Outcomes
    clock: Clock

    def __call__(self, caller: Caller, upload_id: UUID) -> None:
        """Give it up, also while it is being joined: its worker finds that when it is done.

        An upload that has an outcome is left to its own protocol while it is joined. Raises
        NotFound, Forbidden, and ValidationFailed if it is such an upload, or if a file uses it.
        """
        upload = self.find.to_write(caller, upload_id)
        self._check_allowed(caller, upload)
        if upload.state is UploadState.ASSEMBLING and upload.outcome is not None:
            raise ValidationFailed.of(Reason.UPLOAD_ASSEMBLING)
        if self.is_used(upload_id):
            raise ValidationFailed.of(Reason.IN_USE)
        if upload.state is UploadState.PURGED:
            return
        target = UploadState.ABORTED if upload.state in _UNFINISHED else UploadState.PURGED
        outcome = self.outcomes.of(upload)
        if not outcome.discard(upload, target, caller, self.clock()):
            raise Conflict

    def _check_allowed(self, caller: Caller, upload: Upload) -> None:
        """Raise Forbidden unless the caller began the upload or may delete others' files."""
        if is_own(caller, upload.creator_id):
            return
        if upload.project_id is None:
            raise Forbidden
        self.access.require(caller, upload.project_id, Permission.DELETE_FILE)
