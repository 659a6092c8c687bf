"""Which short requests are answered now, and which wait for their turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from dds_upload.web.serving.connection import Connection


class Turns:
    """So many have a turn at once, the others come in their order. Of the loop's thread alone."""

    def __init__(self, number: int, answer: Callable[[Connection], object]) -> None:
        """`answer` is called for one whose turn it is."""
        self._free = number
        self._answer = answer
        self._queue: deque[Connection] = deque()

    def take(self, connection: Connection) -> None:
        """Its request is there, and is short."""
        connection.is_short = True
        if self._free:
            self._free -= 1
            self._answer(connection)
        else:
            self._queue.append(connection)

    def give(self, connection: Connection) -> None:
        """It was answered, or is a stream from now on; of one without a turn nothing changes."""
        if not connection.is_short:
            return
        connection.is_short = False
        if self._queue:
            self._answer(self._queue.popleft())
        else:
            self._free += 1
