"""Receives chunks that come together, each named by its SHA-1, and prepares them to be stored.

No chunk becomes an object before all of them were judged. So they wait in drafts of their storage,
if it has drafts, and are written only once. Otherwise they wait in a spool.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import TracebackType
from typing import Self

from dds_upload.core.blobs.blob import Fingerprint
from dds_upload.core.storage.digest import StreamHasher
from dds_upload.core.storage.drafts import Draft, Drafts
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.spool import Spool
from dds_upload.operations.blobs.store_blobs import IncomingBlob


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """The most chunks in a batch, the most bytes of each, and the most bytes of all together."""

    number: int
    chunk_size: int
    size: int


class BatchFault(StrEnum):
    """The faults of a batch, in the order in which they count."""

    TOO_MANY_CHUNKS = "too_many_chunks"
    CHUNK_TOO_LARGE = "chunk_too_large"
    BATCH_TOO_LARGE = "batch_too_large"
    #: The content of a chunk is not the named one. Only this chunk is left out.
    DIGEST_DIFFERS = "digest_differs"


class ChunkBatch:
    """One batch. Its drafts hold at most what the limits allow, and one more byte of a chunk.

    The drafts are removed with it.
    """

    def __init__(self, limits: BatchLimits, provider: StorageProvider) -> None:
        self._limits = limits
        self._provider = provider
        self._stack = ExitStack()
        self._count = 0
        self._size = 0
        self.fault: BatchFault | None = None
        #: The chunks whose content is the named one.
        self.chunks: list[IncomingBlob] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def is_refused(self) -> bool:
        """Whether no chunk of the batch is to be stored."""
        return self.fault not in (None, BatchFault.DIGEST_DIFFERS)

    def receive(self, sha1: str, source: ByteSource) -> None:
        """Receive one more chunk.

        If the batch is refused already, the chunk is only counted, not read.
        """
        self._count += 1
        if self._count > self._limits.number:
            self.fault = BatchFault.TOO_MANY_CHUNKS
        elif not self.is_refused:
            self._receive(sha1, source)

    def cut_off(self) -> None:
        """Refuse the batch: more bytes came than chunks within the limits can have.

        The rest is not read.
        """
        if not self.is_refused:
            self.fault = BatchFault.BATCH_TOO_LARGE

    @cached_property
    def _drafts(self) -> Drafts:
        abilities = self._provider.abilities
        return abilities.drafts or self._stack.enter_context(closing(Spool(abilities.store)))

    def _receive(self, sha1: str, source: ByteSource) -> None:
        with self._provider.admission():  # so a storage that hangs is waited for here
            draft = self._stack.enter_context(closing(self._drafts.begin()))
        fingerprint = self._written(source, draft)
        self._size += fingerprint.size
        if fingerprint.size > self._limits.chunk_size:
            self.fault = BatchFault.CHUNK_TOO_LARGE
        elif self._size > self._limits.size:
            self.fault = BatchFault.BATCH_TOO_LARGE
        elif fingerprint.sha1 != sha1:
            self.fault = BatchFault.DIGEST_DIFFERS
        else:
            self.chunks.append(IncomingBlob(fingerprint, draft))

    def _written(self, source: ByteSource, draft: Draft) -> Fingerprint:
        """Write and hash the bytes as they come, until there is one more than a chunk may have."""
        algorithm = self._provider.policy.chunk_hash_algorithm
        hasher = StreamHasher(["sha1", "sha256", algorithm])
        limit = self._limits.chunk_size + 1
        for block in source:
            taken = block[: limit - hasher.size]
            hasher.update(taken)
            draft.write(taken)
            if hasher.size == limit:
                break
        return Fingerprint.of(hasher, hasher.digest(algorithm))
