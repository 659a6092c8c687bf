"""Bytes on their way to a client."""

from __future__ import annotations

from collections.abc import Callable, Iterator


class Stream:
    """Content made of an iterator of blocks; `on_close` releases the resource behind it."""

    def __init__(
        self, size: int, blocks: Iterator[bytes], on_close: Callable[[], None] | None = None
    ) -> None:
        self._size = size
        self._blocks = blocks
        self._on_close = on_close

    @property
    def size(self) -> int:
        """The number of bytes that the iteration gives; if it cannot give them, it raises."""
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return self._blocks

    def close(self) -> None:
        """Release the resource; may be repeated."""
        if self._on_close:
            self._on_close()
