"""Makes one file of an upload's chunks, once, whatever crashes, repeats or is slow.

The row's state says that it is to be done. A worker claims the upload for a while, keeps the claim
alive while it works, and ends it in one conditional write; if it dies, the claim runs out and the
next one starts again. Joining the same chunks twice gives the same file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

from dds_upload.core.digest import Digest
from dds_upload.core.errors import (
    IntegrityFailed,
    ManifestRefused,
    Mismatch,
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.manifest import Manifest, Segment
from dds_upload.core.records.transactions import Transactions
from dds_upload.core.records.uploads import AssemblyRecords, ChunkLedger
from dds_upload.core.storage import Abilities, Clock, Storages
from dds_upload.core.upload import Upload, Verified
from dds_upload.operations.read_through import read_through

log = logging.getLogger(__name__)

#: The client looks for this text, misspelling included.
WHOLE_DIGEST_DIFFERS = "reported hash value does not match size computed by StorageProvider"
CHUNK_DIGEST_DIFFERS = "reported chunk hash does not match that computed by StorageProvider"
SIZE_DIFFERS = "reported size does not match size computed by StorageProvider"
WHOLE_MISSING = "NonChunkedUpload not found in object store"
STORAGE_GAVE_UP = "The storage provider is unavailable"
#: What went wrong is in the worker's log: an unforeseen error may quote what no client should read.
DEFECT = "assembly failed for a reason of the service's own"
NEVER_ENDED = "assembly was begun many times and never ended"

#: What a reader is told, by what is wrong with a segment; a missing chunk is missing size.
_CHUNKED = {
    Mismatch.DIGEST: CHUNK_DIGEST_DIFFERS,
    Mismatch.SIZE: SIZE_DIFFERS,
    Mismatch.MISSING: SIZE_DIFFERS,
}
_WHOLE = {
    Mismatch.MISSING: WHOLE_MISSING,
    Mismatch.SIZE: SIZE_DIFFERS,
    Mismatch.DIGEST: WHOLE_DIGEST_DIFFERS,
}

#: Every finished file has one of these: DukeDSClient downloads no other.
REQUIRED_ALGORITHM = "md5"


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


@dataclass(frozen=True, slots=True)
class AssembleUpload:
    """Takes one upload from assembling to complete or failed.

    `assemble_content` does and ends the work on uploads by content, and says whether it ended it.
    """

    records: AssemblyRecords
    ledger: ChunkLedger
    transactions: Transactions
    storages: Storages
    clock: Clock
    assemble_content: Callable[[Upload], bool]
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
                done = self._assemble(upload)
        except (ManifestRefused, IntegrityFailed) as error:
            self._fail(upload, _explain(upload, error))
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

    def _assemble(self, upload: Upload) -> bool:
        if upload.by_content:
            return self.assemble_content(upload)
        verified, computed = self._join(upload)
        return self.records.finish(upload, verified, computed, self.clock())

    def _join(self, upload: Upload) -> tuple[Verified, list[Digest]]:
        manifest = self._manifest(upload)
        self.transactions.release()
        abilities = self.storages.get(upload.provider_id).abilities
        abilities.concatenator.concatenate(
            upload.key, manifest, content_type=upload.content_type, filename=upload.name
        )
        known = _known_digests(upload, manifest)
        if any(digest.algorithm == REQUIRED_ALGORITHM for digest in known):
            whole = upload.claimed in _proven(upload, manifest)
            return (Verified.WHOLE if whole else Verified.CHUNKS), _new(upload, known)
        computed = _read_through(upload, abilities)
        return Verified.WHOLE, _new(upload, computed)

    def _manifest(self, upload: Upload) -> Manifest:
        if upload.chunked:
            chunks = self.ledger.chunks(upload.id)
            segments = (Segment(upload.chunk_key(c.number), c.size, c.digest) for c in chunks)
            return Manifest(tuple(segments))
        return Manifest((Segment(upload.chunk_key(1), upload.size, _claimed(upload)),))

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
        self.records.fail(upload, message, self.clock())

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


def _claimed(upload: Upload) -> Digest:
    if upload.claimed is None:
        raise IntegrityFailed("no digest was reported")
    return upload.claimed


def _proven(upload: Upload, manifest: Manifest) -> list[Digest]:
    """Digests of the whole file that are known for sure; segments without bytes add nothing."""
    full = [segment.digest for segment in manifest if segment.size]
    if not full:
        return [Digest.of(name, b"") for name in (_claimed(upload).algorithm, REQUIRED_ALGORITHM)]
    return full if len(full) == 1 else []


def _known_digests(upload: Upload, manifest: Manifest) -> list[Digest]:
    """What is known without reading a byte; raises IntegrityFailed if that disagrees."""
    claimed, proven = _claimed(upload), _proven(upload, manifest)
    if any(d.algorithm == claimed.algorithm and d != claimed for d in proven):
        raise IntegrityFailed(WHOLE_DIGEST_DIFFERS)
    return [claimed, *proven]


def _read_through(upload: Upload, abilities: Abilities) -> list[Digest]:
    """Hash the stored bytes once, in order; raises IntegrityFailed if the client's differs."""
    claimed = _claimed(upload)
    algorithms = dict.fromkeys((claimed.algorithm, REQUIRED_ALGORITHM))
    digests = read_through(abilities.store, upload.key, algorithms)
    if claimed not in digests:
        raise IntegrityFailed(WHOLE_DIGEST_DIFFERS)
    return digests


def _new(upload: Upload, digests: list[Digest]) -> list[Digest]:
    return [digest for digest in dict.fromkeys(digests) if digest != upload.claimed]


def _explain(upload: Upload, error: ManifestRefused | IntegrityFailed) -> str:
    if isinstance(error, IntegrityFailed):
        return str(error)
    found = {kind for _, kind in error.problems}
    texts = _CHUNKED if upload.chunked else _WHOLE
    return next(text for kind, text in texts.items() if kind in found)
