"""Makes an artifact of a complete upload.

An upload that fails is open again; its commit says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.failure import Failure
from dds_upload.core.placements.commits import Artifact, heir_of
from dds_upload.core.placements.records import ArtifactRecords, CommitRecords
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.storage.read_through import Sink
from dds_upload.operations.uploads.outcomes import Making


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactOutcome:
    """One artifact for each owner and content; committing the content again gives the same one."""

    queue: AssemblyQueue
    uploads: UploadRecords
    commits: CommitRecords
    artifacts: ArtifactRecords
    transactions: Transactions
    clock: Clock
    #: The client claims the SHA-256 that names the artifact, so no further digest is needed.
    algorithms: Sequence[str] = ()

    @contextmanager
    def making(self, upload: Upload) -> Iterator[Making]:
        """Remember in the commit that the work has begun."""
        self.commits.start(upload.id, self.clock())
        yield _MakingArtifact(self, upload)

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Open the upload again, without the chunks that storage has lost."""
        with self.transactions.transaction():
            reopened = self.queue.reopen(upload, failure, now)
            if reopened:
                self.commits.fail(upload.id, failure, now)
            return reopened

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """Give its artifact to another upload of that content, or remove the artifact."""
        if upload.claimed is None or target is not UploadState.PURGED:
            return self.uploads.discard(upload, target, caller, now)
        with self.transactions.transaction():
            # All possible heirs are locked first: of two discarded at once, neither inherits.
            others = self.artifacts.hold_content(upload.claimed.value, upload.creator_id)
            discarded = self.uploads.discard(upload, target, caller, now)
            if discarded:
                self._leave(upload, heir_of(upload, others))
            return discarded

    def _leave(self, upload: Upload, heir: Upload | None) -> None:
        if heir is None:
            self.artifacts.remove([upload.id])
        else:
            self.artifacts.hand_over(upload.id, heir.id)


@dataclass(frozen=True, slots=True)
class _MakingArtifact:
    outcome: ArtifactOutcome
    upload: Upload

    def copy(self) -> Sink | None:
        return None

    def complete(self, proof: Proof) -> bool:
        """Nothing where the upload was withdrawn meanwhile."""
        by, now = self.outcome, self.outcome.clock()
        with by.transactions.transaction():
            if not by.queue.finish(self.upload, proof, now):
                return False
            artifact_id = by.artifacts.add(_artifact(self.upload, now))
            by.commits.complete(self.upload.id, artifact_id, now)
            return True


def _artifact(upload: Upload, now: datetime) -> Artifact:
    sha256 = upload.claimed.value if upload.claimed else ""
    return Artifact(uuid4(), upload.creator_id, upload.id, sha256, upload.size, now)
