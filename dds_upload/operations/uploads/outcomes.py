"""The use of a complete upload, and what happens to one that fails or is given up.

An outcome is written in the transaction that changes the upload's state: a complete upload always
has its outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.failure import Failure
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from dds_upload.core.uploads.verifications import VerificationRecords
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.storage.read_through import Sink


class Making(Protocol):
    """One try to make the outcome of one upload."""

    def copy(self) -> Sink | None:
        """A sink for the bytes while they are proven; None if none is needed.

        Called once, after joining.

        Raises StorageUnavailable if there is no room for them.
        """
        ...

    def complete(self, proof: Proof) -> bool:
        """Assembling -> complete, with the outcome, in one transaction.

        False if the lease was lost.

        Raises IntegrityFailed, Conflict, and what storage raises.
        """
        ...


class Outcome(Protocol):
    """The outcome of one kind of uploads."""

    @property
    def algorithms(self) -> Sequence[str]:
        """The algorithms of whole-file digests that it needs, other than the claimed one."""
        ...

    def making(self, upload: Upload) -> AbstractContextManager[Making]:
        """A context around the work on one lease."""
        ...

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Fail the upload: it can never be made of these bytes; false if the lease was lost."""
        ...

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """To aborted or purged, with all that was made of it; false if its state has changed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOutcome:
    """Nothing is made of the file; an upload that failed stays failed until it is queued again."""

    queue: AssemblyQueue
    uploads: UploadRecords
    clock: Clock
    transactions: Transactions
    #: The records of files to read back; None: no file is read back.
    verifications: VerificationRecords | None = None
    algorithms: Sequence[str] = ()

    @contextmanager
    def making(self, upload: Upload) -> Iterator[Making]:
        """Nothing has to be prepared."""
        yield _NothingMore(self, upload)

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> failed."""
        return self.queue.fail(upload, failure, now)

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """Nothing else has to be removed."""
        return self.uploads.discard(upload, target, caller, now)


@dataclass(frozen=True, slots=True)
class _NothingMore:
    outcome: NoOutcome
    upload: Upload

    def copy(self) -> Sink | None:
        return None

    def complete(self, proof: Proof) -> bool:
        outcome, now = self.outcome, self.outcome.clock()
        with outcome.transactions.transaction():
            done = outcome.queue.finish(self.upload, proof, now)
            if done and outcome.verifications and self._leaves_open(proof):
                outcome.verifications.begin(self.upload.id, now)
            return done

    def _leaves_open(self, proof: Proof) -> bool:
        """Whether the claimed digest of the whole file is still to be proven."""
        return self.upload.claimed is not None and proof.verified is not Verified.WHOLE


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcome of each kind, and that of uploads without one."""

    none: Outcome
    by_kind: Mapping[OutcomeKind, Outcome]

    def of(self, upload: Upload) -> Outcome:
        """The outcome of that upload."""
        return self.none if upload.outcome is None else self.by_kind[upload.outcome]
