"""Gives an upload by offset up, even while it is being committed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import NotFound
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.placements.records import CommitRecords, PlacementRecords
from dds_upload.core.reasons import Kind
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import UploadState


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawUpload:
    """Its bytes are removed, unless the commit was faster: then they belong to an artifact."""

    placements: PlacementRecords
    uploads: UploadRecords
    commits: CommitRecords
    transactions: Transactions
    clock: Clock

    def __call__(self, caller: Caller, upload_id: UUID) -> None:
        """Nothing happens to a complete upload. Raises NotFound (`upload`)."""
        with self.transactions.transaction():
            upload = self.placements.hold(upload_id, caller.user.id, OutcomeKind.ARTIFACT)
            if upload is None:
                raise NotFound(Kind.UPLOAD)
            if upload.state is UploadState.COMPLETE:
                return
            if upload.state not in (UploadState.OPEN, UploadState.ASSEMBLING):
                raise NotFound(Kind.UPLOAD)
            now = self.clock()
            self.uploads.discard(upload, UploadState.ABORTED, caller, now)
            self.commits.fail(upload_id, Failure(FailureCode.WITHDRAWN), now)
