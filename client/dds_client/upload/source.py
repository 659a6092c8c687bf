"""A local file while it is sent: open, and watched for changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from dds_client.errors import FileChanged
from dds_client.local.digests import BLOCK, digests_of, read_blocks
from dds_client.local.tree import LocalFile, open_file, signature_of
from dds_client.transfer.cut import Piece


class Source:
    """One file, open for reading by any number of threads.

    A file of at most one block is read once, and sent from memory.
    """

    def __init__(self, file: LocalFile) -> None:
        """Raises LocalError."""
        self.descriptor = open_file(file.path)
        self.file = LocalFile(file.path, file.remote, signature_of(os.fstat(self.descriptor)))
        self._held: bytes | None = None

    @property
    def size(self) -> int:
        """As it was when the file was opened; bytes."""
        return self.file.size

    def blocks(self) -> Iterator[bytes]:
        """All of its bytes, from the beginning."""
        if self.size > BLOCK:
            return read_blocks(self.descriptor, 0, self.size)
        if self._held is None:
            self._held = b"".join(read_blocks(self.descriptor, 0, self.size))
        return iter([self._held] if self._held else [])

    def digests(self, *algorithms: str) -> dict[str, str]:
        """Its digests, in one pass."""
        return digests_of(self.blocks(), sorted(set(algorithms)))

    def piece_digest(self, piece: Piece, algorithm: str, check: Callable[[], None]) -> str:
        """The digest of one piece, out of order."""
        blocks = read_blocks(self.descriptor, piece.offset, piece.size, check)
        return digests_of(blocks, [algorithm])[algorithm]

    def check_unchanged(self) -> None:
        """Raise FileChanged if it was written to since it was opened, or another took its place."""
        try:
            now = os.stat(self.file.path)  # noqa: PTH116 - by the very path that was opened
        except OSError as error:
            raise FileChanged("it was removed while it was sent") from error
        if signature_of(now) != self.file.signature:
            raise FileChanged("it changed while it was sent")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)
