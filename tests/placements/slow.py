"""A chunk that comes in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

DATA = b"a chunk that comes in pieces, each of them late"


class Slow:
    """DATA in pieces; `before` each of them, and before the end, something happens."""

    def __init__(self, before: Callable[[], object], pieces: int = 12) -> None:
        self._pieces = [DATA[start::pieces] for start in range(pieces)]
        self._before = before

    @property
    def data(self) -> bytes:
        """All that is left to come."""
        return b"".join(self._pieces)

    def __iter__(self) -> Iterator[bytes]:
        self._before()
        while self._pieces:
            yield self._pieces.pop(0)
            self._before()
