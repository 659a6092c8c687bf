"""A temporary file that bytes of a request wait in; it is gone with the request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from dds_upload.core.errors import StorageUnavailable


class Spool:
    """Written from one end to the other; what is in it can be read by many threads at once.

    Its size is bounded by the writer. Everything raises StorageUnavailable where the disk cannot.
    """

    def __init__(self) -> None:
        with _disk_errors():
            self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by __exit__
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, block: bytes) -> None:
        """Append."""
        rest = memoryview(block)
        with _disk_errors():
            while rest:  # a disk that is nearly full takes a part
                rest = rest[self._file.write(rest) :]
        self.size += len(block)

    def source(self, start: int, size: int) -> SpoolSource:
        """The bytes from `start` on; each source reads by itself."""
        return SpoolSource(self._file.fileno(), start, size)


class SpoolSource:
    """A part of a spool, as a ByteSource."""

    def __init__(self, descriptor: int, start: int, size: int) -> None:
        self._descriptor = descriptor
        self._at = start
        self._end = start + size

    def read(self, size: int, /) -> bytes:
        """Read at a place of its own: the file's position is shared."""
        with _disk_errors():
            block = os.pread(self._descriptor, min(size, self._end - self._at), self._at)
        self._at += len(block)
        return block


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable("the disk for temporary files failed") from error
