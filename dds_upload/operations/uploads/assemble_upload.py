"""Makes one file of an upload's pieces, once, even if a process crashes, repeats or is slow.

The steps are the same for all uploads: lease, join, prove, end. The addressing gives the manifest,
the claim is proven, and the outcome ends it.

The row's state says that the work is to be done. A worker leases the upload for a while, renews the
lease while it works, and ends it in one conditional write. If the worker dies, the lease runs out
and the next one starts again. Joining the same chunks twice gives the same file.
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
    """How often storage is asked again, and how long a lease lasts without being renewed.

    If storage is full, it is asked after each `full_pause`; if it asks for a pause, it gets it.
    Both go on for as long as `patience` since the upload was queued, and count as no attempt.
    """

    attempts: int = 15
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=10)
    full_pause: timedelta = timedelta(minutes=5)
    patience: timedelta = timedelta(days=7)
    lease: timedelta = timedelta(seconds=60)

    def pause_after(self, attempt: int) -> timedelta:
        """The pause, which doubles with each attempt (from 1), up to the longest."""
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
        """Does nothing if the upload is not due or another worker has it; repeatable."""
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
        """Do the work on a lease. True: the upload is complete now; false: the lease was lost.

        Raises IntegrityFailed, Conflict, and what storage raises.
        """
        pieces, outcome = self.pieces[upload.addressing], self.outcomes.of(upload)
        with outcome.making(upload) as making:
            manifest = pieces.manifest(upload)
            self.join(upload, manifest, pieces)
            proof = self.prove(upload, manifest, pieces, outcome.algorithms, making.copy)
            return making.complete(proof)

    def _check_attempts(self, upload: Upload) -> None:
        """Fail the upload after too many attempts.

        Attempts whose worker died count, too: one upload must not kill workers for ever.
        """
        if upload.attempts > self.retry.attempts:
            raise IntegrityFailed(Failure(FailureCode.NEVER_ENDED))

    def _try_later(self, upload: Upload, error: Exception) -> None:
        """Try again later: storage may be back.

        An unforeseen error is treated in the same way, and logged.
        """
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
        """Wait without counting an attempt: neither the upload nor the storage is at fault."""
        log.warning("upload %s waits: %s", upload.id, error)
        now = self.clock()
        if now - (upload.moved_at or upload.completed_at or now) > self.retry.patience:
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
