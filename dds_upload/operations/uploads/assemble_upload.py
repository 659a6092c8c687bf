"""Makes one file of an upload's chunks, once, whatever crashes, repeats or is slow.

The row's state says that it is to be done. A worker claims the upload for a while, keeps the claim
alive while it works, and ends it in one conditional write; if it dies, the claim runs out and the
next one starts again. Joining the same chunks twice gives the same file.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Protocol
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import (
    IntegrityFailed,
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.upload import Upload
from dds_upload.core.uploads.work_queue import AssemblyQueue

log = logging.getLogger(__name__)

STORAGE_GAVE_UP = "The storage provider is unavailable"
#: What went wrong is in the worker's log: an unforeseen error may quote what no client should read.
DEFECT = "assembly failed for a reason of the service's own"
NEVER_ENDED = "assembly was begun many times and never ended"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often storage is asked again, and how long a claim lasts without a sign of life."""

    attempts: int = 15
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=10)
    lease: timedelta = timedelta(seconds=60)

    def pause_after(self, attempt: int) -> timedelta:
        """Doubles with each attempt (from 1), up to the longest."""
        doubled: timedelta = self.first_pause * 2 ** min(attempt - 1, 30)
        return min(doubled, self.longest_pause)


class Assembler(Protocol):
    """Does and ends the work on uploads of one kind; claims are its caller's affair."""

    def __call__(self, upload: Upload) -> bool:
        """Whether the upload is complete now; false where the claim was lost. Repeatable.

        Raises IntegrityFailed, in words for the client, where this can never be made a file, and
        all that storage raises.
        """
        ...

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """End it with that message for the client; false where the claim was lost."""
        ...


@dataclass(frozen=True, slots=True)
class Assemblers:
    """One for each way to address chunks."""

    by_number: Assembler
    by_content: Assembler
    by_offset: Assembler

    def of(self, upload: Upload) -> Assembler:
        """The one for that upload."""
        if upload.by_content:
            return self.by_content
        return self.by_offset if upload.by_offset else self.by_number


@dataclass(frozen=True, slots=True)
class AssembleUpload:
    """Takes one upload from assembling to its end."""

    records: AssemblyQueue
    transactions: Transactions
    clock: Clock
    assemblers: Assemblers
    retry: RetryPolicy = RetryPolicy()

    def __call__(self, upload_id: UUID) -> None:
        """Does nothing when the upload is not due or somebody else has it; repeatable."""
        now = self.clock()
        upload = self.records.claim(upload_id, now, now + self.retry.lease)
        if upload is None:
            return
        try:
            self._check_attempts(upload)
            with self._kept_alive(upload):
                done = self.assemblers.of(upload)(upload)
        except IntegrityFailed as error:
            self._fail(upload, str(error))
        except Exception as error:
            self._try_later(upload, error)
        else:
            if done:
                log.info("upload %s is complete", upload.id)
        finally:
            self.transactions.release()

    def _check_attempts(self, upload: Upload) -> None:
        """Attempts that died with their worker count: one upload must not kill them for ever."""
        if upload.attempts > self.retry.attempts:
            raise IntegrityFailed(NEVER_ENDED)

    def _try_later(self, upload: Upload, error: Exception) -> None:
        """Storage may be back later; anything unforeseen gets the same chances, and is logged."""
        expected = isinstance(error, StorageUnavailable | StorageRefused | ObjectMissing)
        log.warning("upload %s: %s", upload.id, error, exc_info=None if expected else error)
        if upload.attempts >= self.retry.attempts:
            self._fail(upload, STORAGE_GAVE_UP if expected else DEFECT)
        else:
            pause = self.retry.pause_after(upload.attempts)
            self.records.postpone(upload, self.clock() + pause)

    def _fail(self, upload: Upload, message: str) -> None:
        log.warning("upload %s failed: %s", upload.id, message)
        self.assemblers.of(upload).fail(upload, message, self.clock())

    @contextmanager
    def _kept_alive(self, upload: Upload) -> Iterator[None]:
        """Renew the claim from a thread of its own: reading a file of terabytes takes hours."""
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
                self.records.renew(upload, self.clock() + self.retry.lease)
            except Exception as error:
                log.warning("upload %s: claim not renewed: %s", upload.id, error)
            finally:
                self.transactions.release()
