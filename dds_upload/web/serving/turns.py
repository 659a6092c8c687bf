"""Which short requests are answered now, and which wait for their turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from dds_upload.web.serving.connection import Connection


class Turns:
    """So many have a turn at once, the others come in their order. Any thread gives one back."""

    def __init__(self, number: int, answer: Callable[[Connection], object]) -> None:
        """`answer` is called for one whose turn it is."""
        self._free = number
        self._answer = answer
        self._queue: deque[Connection] = deque()
        self._lock = Lock()

    def take(self, connection: Connection) -> None:
        """Its request is there, and is short."""
        with self._lock:
            connection.is_short = True
            if not self._free:
                self._queue.append(connection)
                return
            self._free -= 1
        self._answer(connection)

    def give(self, connection: Connection) -> None:
        """It was answered, or is a stream from now on; of one without a turn nothing changes."""
        with self._lock:
            if not connection.is_short:
                return
            connection.is_short = False
            if not self._queue:
                self._free += 1
                return
            following = self._queue.popleft()
        self._answer(following)
