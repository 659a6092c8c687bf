"""Ends the sending of an upload by offset: its client gives the digest and gets a commit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, Incomplete, NotFound, StorageBusy
from dds_upload.core.placements.commits import Commit
from dds_upload.core.placements.placement import missing_ranges
from dds_upload.core.placements.records import CommitRecords, PlacementRecords
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState

#: An upload of at most this many bytes is assembled before the answer, so that its client need not
#: ask again: reading it takes less time than a client waits before it asks again.
AT_ONCE_MAX = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitUpload:
    """Many requests may commit one upload at once: one of them does, and all get its commit.

    `assemble` does the work now, unless another process does; `queue_assembly` has it done soon.
    """

    uploads: UploadRecords
    placements: PlacementRecords
    commits: CommitRecords
    transactions: Transactions
    providers: StorageProviders
    assemble: Callable[[UUID], None]
    queue_assembly: Callable[[UUID], None]
    clock: Clock

    def __call__(
        self,
        caller: Caller,
        upload_id: UUID,
        claimed: Digest,
        correlation_id: str,
        *,
        at_once_max: int = AT_ONCE_MAX,
    ) -> Commit:
        """The commit, which may have ended; the same digest again changes nothing.

        Raises NotFound (`upload`), Incomplete, and Conflict while it is committed with another
        digest.
        """
        with self.transactions.transaction():
            upload, commit = self._begin(caller, upload_id, claimed, correlation_id)
        if commit.finished_at is None and upload.state is UploadState.OPEN:
            self._assemble(upload, at_once_max)
        return self.commits.get(commit.id, caller.user.id) or commit

    def _assemble(self, upload: Upload, at_once_max: int) -> None:
        """Assemble now if the upload is small and this thread may wait for storage.

        Otherwise soon.
        """
        if upload.size <= at_once_max:
            with suppress(StorageBusy), self.providers.get(upload.provider_id).admission():
                return self.assemble(upload.id)
        return self.queue_assembly(upload.id)

    def _begin(
        self, caller: Caller, upload_id: UUID, claimed: Digest, correlation_id: str
    ) -> tuple[Upload, Commit]:
        """The upload as it was found, and its commit."""
        upload = self.placements.hold(upload_id, caller.user.id, OutcomeKind.ARTIFACT)
        if upload is None:
            raise NotFound(Kind.UPLOAD)
        if upload.state is not UploadState.OPEN:
            return upload, self._former(upload, claimed)
        if upload.missing_bytes:
            placed = (chunk.range for chunk in self.placements.chunks(upload_id))
            raise Incomplete(tuple(missing_ranges(placed, upload.size)))
        now = self.clock()
        commit = Commit(uuid4(), upload_id, caller.user.id, claimed, correlation_id, now)
        if not self.uploads.begin_assembly(upload, claimed, caller, now):
            raise Conflict
        self.commits.add(commit)
        return upload, commit

    def _former(self, upload: Upload, claimed: Digest) -> Commit:
        """The commit of an earlier request whose answer was lost.

        A complete upload has one, too.
        """
        present = upload.state in (UploadState.ASSEMBLING, UploadState.COMPLETE)
        commit = self.commits.latest(upload.id) if present else None
        if commit is None or (commit.claimed != claimed and upload.state is UploadState.COMPLETE):
            raise NotFound(Kind.UPLOAD)
        if commit.claimed != claimed:
            raise Conflict(reason=Reason.COMPLETED_OTHERWISE, claimed=str(commit.claimed))
        return commit
