"""Digests of files, block by block: one pass gives that of each chunk and that of the whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

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
    """Reads a file once, piece by piece in their order, and knows the digest of all at the end.

    That of all is computed by a thread of its own: chunks are sent as fast as they are hashed, and
    one thread would hash each byte twice. Used as `with`, which ends that thread.
    """

    def __init__(self, descriptor: int, algorithm: str, whole_algorithm: str = "md5") -> None:
        """`algorithm` is that of pieces, `whole_algorithm` that of the whole file."""
        self._descriptor = descriptor
        self._algorithm = algorithm
        self._whole = hashlib.new(whole_algorithm, usedforsecurity=False)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="whole file")
        self._former = self._beside.submit(self._whole.update, b"")

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._beside.shutdown()


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
