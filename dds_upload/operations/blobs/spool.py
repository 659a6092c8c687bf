"""Drafts for storage that has none: in a temporary file, which is removed with the request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import Block, ObjectStore


class Spool:
    """The Drafts of one request: one file for all of them; each draft ends before the next begins.

    Many threads publish them at once. The writer bounds its size. Every call raises
    StorageUnavailable if the disk fails.
    """

    def __init__(self, store: ObjectStore) -> None:
        with _disk_errors():
            self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `close`
        self._store = store
        self._size = 0

    def begin(self) -> SpooledDraft:
        """Begin the next draft."""
        return SpooledDraft(self, self._store, self._size)

    def close(self) -> None:
        """Remove all drafts."""
        self._file.close()

    def write(self, block: Block) -> None:
        """Append bytes."""
        rest = memoryview(block)
        with _disk_errors():
            while rest:  # a disk that is nearly full writes only a part
                rest = rest[self._file.write(rest) :]
        self._size += len(block)

    def read(self, size: int, at: int) -> bytes:
        """Read at a given place: threads share the file's position."""
        with _disk_errors():
            return os.pread(self._file.fileno(), size, at)


class SpooledDraft:
    """A part of a spool."""

    def __init__(self, spool: Spool, store: ObjectStore, start: int) -> None:
        self._spool = spool
        self._store = store
        self._start = start
        self._size = 0

    def write(self, block: Block, /) -> None:
        self._spool.write(block)
        self._size += len(block)

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        source = _Part(self._spool, self._start, self._size)
        algorithm = digest.algorithm
        self._store.put(key, source, size=self._size, digest=digest, algorithm=algorithm)

    def close(self) -> None:
        """Do nothing: its bytes are removed with the spool."""


class _Part:
    """The bytes of one draft, as a ByteSource."""

    def __init__(self, spool: Spool, start: int, size: int) -> None:
        self._spool = spool
        self._start = start
        self._end = start + size

    def __iter__(self) -> Iterator[Block]:
        at = self._start
        while block := self._spool.read(min(BLOCK_SIZE, self._end - at), at):
            yield block
            at += len(block)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable("the disk for temporary files failed") from error
