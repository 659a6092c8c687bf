"""Makes one file of an upload's pieces, once, whatever crashes, repeats or is slow.

The way is the same for all: lease, join, prove, end. How pieces are addressed gives the manifest,
what is claimed is proven, and the outcome ends it.

The row's state says that it is to be done. A worker leases the upload for a while, keeps the lease
alive while it works, and ends it in one conditional write; if it dies, the lease runs out and the
next one starts again. Joining the same chunks twice gives the same file.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import (
    IntegrityFailed,
    ObjectMissing,
    StorageBusy,
    StorageFull,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.health.measures import Measures
from dds_upload.core.uploads.upload import Upload
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.uploads.join_segments import JoinSegments
from dds_upload.operations.uploads.outcomes import Outcomes
from dds_upload.operations.uploads.pieces import PiecesByAddressing
from dds_upload.operations.uploads.prove_claim import ProveClaim

log = logging.getLogger(__name__)

_UNAVAILABLE, _DEFECT = FailureCode.STORAGE_UNAVAILABLE, FailureCode.INTERNAL_ERROR


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often storage is asked again, and how long a lease lasts without a sign of life.

    Storage that is full is asked after each `full_pause`, and one that wants a pause gets it: for
    as long as `patience` since the upload was completed, and no attempt is counted.
    """

    attempts: int = 15
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=10)
    full_pause: timedelta = timedelta(minutes=5)
    patience: timedelta = timedelta(days=7)
    lease: timedelta = timedelta(seconds=60)

    def pause_after(self, attempt: int) -> timedelta:
        """Doubles with each attempt (from 1), up to the longest."""
        doubled: timedelta = self.first_pause * 2 ** min(attempt - 1, 30)
        return min(doubled, self.longest_pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembleUpload:
    """Takes one upload from assembling to its end."""

    queue: AssemblyQueue
    pieces: PiecesByAddressing
    join: JoinSegments
    prove: ProveClaim
    outcomes: Outcomes
    clock: Clock
    measures: Measures
    retry: RetryPolicy = RetryPolicy()

    def __call__(self, upload_id: UUID) -> None:
        """Does nothing when the upload is not due or somebody else has it; repeatable."""
        now = self.clock()
        upload = self.queue.lease(upload_id, now, now + self.retry.lease)
        if upload is None:
            return
        begun = time.perf_counter()
        try:
            self._check_attempts(upload)
            with self._kept_alive(upload):
                done = self.assemble(upload)
        except IntegrityFailed as error:
            self._fail(upload, error.failure, error.__cause__)
        except StorageBusy as error:
            pause = timedelta(seconds=error.retry_after or 0)
            self._wait(upload, error, max(pause, self.retry.first_pause), None)
        except StorageFull as error:
            self._wait(upload, error, self.retry.full_pause, Failure(FailureCode.STORAGE_FULL))
        except Exception as error:
            self._try_later(upload, error)
        else:
            if done:
                log.info("upload %s is complete", upload.id)
        finally:
            self.measures.assembled(seconds=time.perf_counter() - begun)

    def assemble(self, upload: Upload) -> bool:
        """Do the work on a lease: whether the upload is complete now; false where it was lost.

        Raises IntegrityFailed, Conflict, and what storage raises.
        """
        pieces, outcome = self.pieces[upload.addressing], self.outcomes.of(upload)
        with outcome.making(upload) as making:
            manifest = pieces.manifest(upload)
            self.join(upload, manifest, pieces)
            proof = self.prove(upload, manifest, pieces, outcome.algorithms, making.copy)
            return making.complete(proof)

    def _check_attempts(self, upload: Upload) -> None:
        """Attempts that died with their worker count: one upload must not kill them for ever."""
        if upload.attempts > self.retry.attempts:
            raise IntegrityFailed(Failure(FailureCode.NEVER_ENDED))

    def _try_later(self, upload: Upload, error: Exception) -> None:
        """Storage may be back later; anything unforeseen gets the same chances, and is logged."""
        expected = isinstance(error, StorageUnavailable | StorageRefused | ObjectMissing)
        log.warning("upload %s: %s", upload.id, error, exc_info=None if expected else error)
        if upload.attempts >= self.retry.attempts:
            self._fail(upload, Failure(_UNAVAILABLE if expected else _DEFECT))
        else:
            pause = self.retry.pause_after(upload.attempts)
            self.queue.postpone(upload, self.clock() + pause)

    def _wait(
        self, upload: Upload, error: Exception, pause: timedelta, failure: Failure | None
    ) -> None:
        """Nothing is wrong with the upload, and storage does its work: so this is no attempt."""
        log.warning("upload %s waits: %s", upload.id, error)
        now = self.clock()
        if now - (upload.completed_at or now) > self.retry.patience:
            self._fail(upload, failure or Failure(_UNAVAILABLE))
        else:
            self.queue.postpone(upload, now + pause, failure=failure, counted=False)

    def _fail(self, upload: Upload, failure: Failure, cause: BaseException | None = None) -> None:
        because = f" ({cause})" if cause else ""
        log.warning("upload %s failed: %s%s", upload.id, failure, because)
        self.outcomes.of(upload).fail(upload, failure, self.clock())

    @contextmanager
    def _kept_alive(self, upload: Upload) -> Iterator[None]:
        """Renew the lease from a thread of its own: reading a file of terabytes takes hours."""
        done = Event()
        thread = Thread(target=self._renew_until, args=(upload, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _renew_until(self, upload: Upload, done: Event) -> None:
        while not done.wait(self.retry.lease.total_seconds() / 3):
            try:
                self.queue.renew(upload, self.clock() + self.retry.lease)
            except Exception as error:
                log.warning("upload %s: lease not renewed: %s", upload.id, error)
