"""Reads finished files back, once, to prove the digest of the whole that their clients gave.

Meanwhile the file can be used, and joining never waits for this.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from dds_upload.core.clock import Clock
from dds_upload.core.errors import (
    IntegrityFailed,
    ObjectMissing,
    StorageRefused,
    UploadServiceError,
)
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.resumable import ResumableHasher
from dds_upload.core.uploads.sealing import SealRecords
from dds_upload.core.uploads.upload import UploadState
from dds_upload.core.uploads.verifications import ReadProgress, Verification, VerificationRecords
from dds_upload.operations.storage.pace import Pace
from dds_upload.operations.uploads.assemble_upload import RetryPolicy

log = logging.getLogger(__name__)

#: Errors that a lost or changed file causes; some of them may also pass.
_LOST = (ObjectMissing, StorageRefused, IntegrityFailed)


class _Interrupted(Exception):
    """The worker stops, or another worker has taken the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Takes one file after another.

    With `bytes_per_second` None, it reads as fast as storage allows.
    """

    verifications: VerificationRecords
    seals: SealRecords
    providers: StorageProviders
    hashers: Callable[[bytes | None], ResumableHasher]
    clock: Clock
    retry: RetryPolicy
    bytes_per_second: int | None = None

    def __call__(self, stopping: Event) -> bool:
        """Read the file that has been due for longest, until its end or until `stopping` is set.

        Gives whether one was due. Raises RecordsUnavailable.
        """
        now = self.clock()
        verification = self.verifications.lease(now, now + self.retry.lease)
        if verification is None:
            return False
        if verification.upload.state is not UploadState.COMPLETE:
            self.verifications.drop(verification)
            return True
        try:
            self._judge(verification, self._read(verification, stopping))
        except _Interrupted:
            self.verifications.postpone(verification, self.clock())
        except UploadServiceError as error:
            self._try_later(verification, error)
        return True

    def _judge(self, verification: Verification, computed: Digest) -> None:
        upload = verification.upload
        if computed == upload.claimed:
            if self.verifications.finish(verification):
                log.info("upload %s is what its client has", upload.id)
            return
        details = {"claimed": str(upload.claimed), "computed": str(computed)}
        self._fail(verification, Failure(FailureCode.WHOLE_DIGEST_DIFFERS, details))

    def _read(self, verification: Verification, stopping: Event) -> Digest:
        """The digest of the whole, from the point where reading stopped before."""
        upload, progress = verification.upload, verification.progress
        hasher = self.hashers(progress.state if progress else None)
        pace = Pace(self.bytes_per_second, stopping)
        store = self.providers.get(upload.provider_id).abilities.store
        keep_at = time.monotonic() + self._between_keeps
        if hasher.size < upload.size:
            content = store.open(upload.key, ByteRange(hasher.size, upload.size - 1))
            try:
                for block in content:
                    hasher.update(block)
                    pace.wait_after(len(block))
                    if stopping.is_set() or time.monotonic() >= keep_at:
                        self._keep(verification, hasher)
                        keep_at = time.monotonic() + self._between_keeps
                    if stopping.is_set():
                        raise _Interrupted
            finally:
                content.close()
        return hasher.digest()

    @property
    def _between_keeps(self) -> float:
        """The seconds between two writes of the progress; a lease outlives two that fail."""
        return self.retry.lease.total_seconds() / 3

    def _keep(self, verification: Verification, hasher: ResumableHasher) -> None:
        state = hasher.state()
        progress = None if state is None else ReadProgress(hasher.size, state)
        until = self.clock() + self.retry.lease
        if not self.verifications.keep(verification, progress, until):
            raise _Interrupted

    def _try_later(self, verification: Verification, error: UploadServiceError) -> None:
        """Try again later: storage may be back.

        Bytes that it has lost for good are reported as lost.

        If single chunks can be asked for, the second inspection finds them, and is due at once:
        then clients may send them again.
        """
        upload, attempts = verification.upload, verification.attempts
        if isinstance(error, _LOST):
            self.seals.hasten(upload, self.clock())
        log.warning("upload %s cannot be read back now: %s", upload.id, error)
        if isinstance(error, _LOST) and attempts >= self.retry.attempts:
            self._fail(verification, Failure(FailureCode.BYTES_LOST))
        else:
            pause = self.retry.pause_after(attempts)
            self.verifications.postpone(verification, self.clock() + pause)

    def _fail(self, verification: Verification, failure: Failure) -> None:
        log.warning("upload %s failed: %s", verification.upload.id, failure)
        self.verifications.fail(verification, failure, self.clock())
