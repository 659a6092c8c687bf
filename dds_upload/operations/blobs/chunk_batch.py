"""Receives chunks that come together, each named by its SHA-1, and has them ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from dds_upload.core.blobs.blob import KNOWN_BY, Fingerprint
from dds_upload.core.storage.abilities import BLOCK_SIZE, ByteSource
from dds_upload.core.storage.digest import StreamHasher
from dds_upload.operations.blobs.spool import Spool
from dds_upload.operations.blobs.store_blobs import IncomingBlob


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How many chunks may come, of how many bytes each and all together."""

    number: int
    chunk_size: int
    size: int


class BatchFault(StrEnum):
    """What can be wrong with a batch; too many chunks count before all else, a digest after it."""

    TOO_MANY_CHUNKS = "too_many_chunks"
    CHUNK_TOO_LARGE = "chunk_too_large"
    BATCH_TOO_LARGE = "batch_too_large"
    #: A chunk is not what its name says. Only this one is left out, the others are good.
    DIGEST_DIFFERS = "digest_differs"


class ChunkBatch:
    """One batch; the spool holds at most what the limits allow and one byte of a chunk more."""

    def __init__(self, limits: BatchLimits, algorithm: str, spool: Spool) -> None:
        self._limits = limits
        self._algorithm = algorithm
        self._spool = spool
        self._count = 0
        self.fault: BatchFault | None = None
        #: Those that are what their names say.
        self.chunks: list[IncomingBlob] = []

    @property
    def is_refused(self) -> bool:
        """Whether none of the chunks is to be stored."""
        return self.fault not in (None, BatchFault.DIGEST_DIFFERS)

    def receive(self, sha1: str, source: ByteSource) -> None:
        """One chunk more. Of a batch that is refused it is only counted, and nothing is read."""
        self._count += 1
        if self._count > self._limits.number:
            self.fault = BatchFault.TOO_MANY_CHUNKS
        elif not self.is_refused:
            self._receive(sha1, source)

    def cut_off(self) -> None:
        """More came than chunks within the limits can be; the rest is not looked at."""
        if not self.is_refused:
            self.fault = BatchFault.BATCH_TOO_LARGE

    def _receive(self, sha1: str, source: ByteSource) -> None:
        start = self._spool.size
        fingerprint = self._spooled(source)
        if fingerprint.size > self._limits.chunk_size:
            self.fault = BatchFault.CHUNK_TOO_LARGE
        elif self._spool.size > self._limits.size:
            self.fault = BatchFault.BATCH_TOO_LARGE
        elif fingerprint.sha1 != sha1:
            self.fault = BatchFault.DIGEST_DIFFERS
        else:
            opened = partial(self._spool.source, start, fingerprint.size)
            self.chunks.append(IncomingBlob(fingerprint, opened))

    def _spooled(self, source: ByteSource) -> Fingerprint:
        """Write and hash the bytes as they come, until they are one too many for a chunk."""
        hasher = StreamHasher([*KNOWN_BY, self._algorithm])
        limit = self._limits.chunk_size + 1
        while left := limit - hasher.size:
            block = source.read(min(BLOCK_SIZE, left))
            if not block:
                break
            hasher.update(block)
            self._spool.write(block)
        return Fingerprint.of(hasher, hasher.digest(self._algorithm))
