"""Digests of files, block by block: one pass gives that of each chunk and that of the whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from dds_client.errors import FileChanged, LocalError
from dds_client.transfer.cut import Cut, Piece

#: What is read at a time; bytes.
BLOCK = 2**20


def read_blocks(
    descriptor: int, offset: int, size: int, check: Callable[[], None] = lambda: None
) -> Iterator[bytes]:
    """Exactly `size` bytes of a file from `offset` on, safe for any number of threads.

    `check` is called before each block. Raises what it raises, FileChanged if the file is shorter,
    LocalError if it cannot be read.
    """
    end = offset + size
    while offset < end:
        check()
        try:
            block = os.pread(descriptor, min(BLOCK, end - offset), offset)
        except OSError as error:
            raise LocalError(error.strerror or str(error)) from error
        if not block:
            raise FileChanged("it became shorter while it was read")
        yield block
        offset += len(block)


class PieceReader:
    """Reads a file once, piece by piece in their order, and knows the md5 of all at the end."""

    def __init__(self, descriptor: int, algorithm: str, beside: Executor) -> None:
        """`algorithm` is that of pieces; `beside` is one thread, which hashes the whole."""
        self._descriptor = descriptor
        self._algorithm = algorithm
        self._beside = beside
        self._whole = hashlib.new("md5", usedforsecurity=False)
        self._former = beside.submit(self._whole.update, b"")

    def digest(self, piece: Piece, check: Callable[[], None]) -> str:
        """The digest of the next piece; `check` and what it raises as in `read_blocks`."""
        own = hashlib.new(self._algorithm, usedforsecurity=False)
        for block in read_blocks(self._descriptor, piece.offset, piece.size, check):
            self._former.result()  # so that no more than two blocks are in memory
            self._former = self._beside.submit(self._whole.update, block)
            own.update(block)
        return own.hexdigest()

    @property
    def whole(self) -> str:
        """The digest of everything read so far."""
        self._former.result()
        return self._whole.hexdigest()


@contextmanager
def reading_pieces(descriptor: int, algorithm: str) -> Iterator[PieceReader]:
    """A reader with a thread for the whole: one thread alone would hash each byte twice.

    Chunks are sent no faster than they are hashed.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="whole file") as beside:
        yield PieceReader(descriptor, algorithm, beside)


def digests_of(blocks: Iterator[bytes], algorithms: Sequence[str]) -> dict[str, str]:
    """Several digests of the same bytes."""
    found = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    for block in blocks:
        for digest in found.values():
            digest.update(block)
    return {name: digest.hexdigest() for name, digest in found.items()}


def pieces_of(cut: Cut) -> Iterator[Piece]:
    """The pieces of a file in their order."""
    return (cut.piece(number) for number in range(1, cut.count + 1))
