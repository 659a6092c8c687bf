"""Stores one chunk while it arrives: it is hashed once, written once, and kept once for all owners.

Its content is known only after the last byte. So it is written under a new name; if its content is
kept already, the new copy is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ContentMismatch, StorageUnavailable
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.object_store import Block, ByteSource
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.blobs.remember_blobs import PATIENCE, RememberBlobs, with_container

#: How often the tombstone of a chunk that takes days is renewed, long before its bytes are due.
STILL_COMING_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Received:
    """The size of the received bytes, and their digests in hexadecimal digits by algorithm."""

    size: int
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A chunk that is about to arrive.

    `size` is in bytes, and None if only the end of `source` shows it; `claimed` is its SHA-256 in
    lower case if its sender gave that first. `approve` is called once everything was received and
    before anything is published; it refuses the chunk by raising. `algorithms` are those that it
    needs apart from SHA-256.
    """

    source: ByteSource
    size: int | None
    claimed: str | None
    approve: Callable[[Received], None]
    algorithms: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class StoreStream:
    """Gives a blob without an owner, which its caller has to use within a day."""

    blobs: BlobRecords
    remember: RememberBlobs
    confirm: ConfirmBlobs
    clock: Clock

    def __call__(
        self, provider: StorageProvider, chunk: Incoming, near: UUID | None = None
    ) -> Blob:
        """Store the chunk; new bytes lie near others that were stored with the same id.

        Returns once the bytes are durable and remembered; memory does not grow with them.

        Raises what `approve` and the source raise, ContentMismatch, StorageUnavailable,
        StorageRefused and RecordsUnavailable; then no bytes are kept.
        """
        known = self._known(provider, chunk.claimed)
        if known is not None:
            return _proven(known, chunk)
        with provider.admission():
            return self._store(provider, chunk, near)

    def _known(self, provider: StorageProvider, sha256: str | None) -> Blob | None:
        """The blob, if its content is kept already: then the bytes are compared and not written.

        Storage is asked for it before anything is read: until then the bytes can still be written.
        """
        if sha256 is None:
            return None
        known = self.blobs.find(provider.id, [sha256], self.clock()).get(sha256)
        is_lost = known is not None and bool(self.confirm(provider, [known.segment]))
        return None if is_lost else known

    def _store(self, provider: StorageProvider, chunk: Incoming, near: UUID | None) -> Blob:
        store, algorithm = provider.abilities.store, provider.policy.chunk_hash_algorithm
        site = BlobSite.new(provider.id, near)
        expected = _Expected(site, self.remember, self.clock)
        measured = _Measured(chunk, expected.renew)

        def put() -> Digest:
            return store.put(site.key, measured, size=chunk.size, digest=None, algorithm=algorithm)

        stored = with_container(store, site, put)
        blob = site.holding(Fingerprint.of(measured.hasher, stored))
        return self.remember(provider, [blob], None, expected.at)[blob.fingerprint.sha256]


class _Expected:
    """The tombstone of bytes that are coming; it is renewed while they do."""

    def __init__(self, site: BlobSite, remember: RememberBlobs, clock: Clock) -> None:
        self._site = site
        self._remember = remember
        self._clock = clock
        self.at = remember.expect([site])

    def renew(self) -> None:
        """Renew the tombstone if it is time. Raises StorageUnavailable if this comes too late."""
        late = self._clock() - self.at
        if late > PATIENCE:
            raise StorageUnavailable("the chunk stalled for too long to be believed")
        if late > STILL_COMING_AFTER:
            self.at = self._remember.expect([self._site])


class _Measured:
    """A chunk's source, hashed as it is read; at its end the chunk is approved."""

    def __init__(self, chunk: Incoming, renew: Callable[[], None] = lambda: None) -> None:
        self._chunk = chunk
        self._renew = renew
        self.hasher = StreamHasher(["sha256", *chunk.algorithms])

    def __iter__(self) -> Iterator[Block]:
        for block in self._chunk.source:
            self._renew()
            self.hasher.update(block)
            yield block
        self._renew()
        digests = self.hasher.digests()
        self._chunk.approve(
            Received(self.hasher.size, {name: it.value for name, it in digests.items()})
        )


def _proven(known: Blob, chunk: Incoming) -> Blob:
    """Read the chunk to its end without writing it."""
    measured = _Measured(chunk)
    for _ in measured:
        pass
    computed, expected = measured.hasher.digest("sha256").value, known.fingerprint
    if chunk.size not in (None, expected.size):
        raise ContentMismatch(reason=Reason.CONTENT_SIZE_MISMATCH, size=expected.size)
    if computed != expected.sha256:
        raise ContentMismatch(claimed=expected.sha256, computed=computed)
    return known
