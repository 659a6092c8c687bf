"""How many connections each process of one server has, for all of them to see.

All processes accept from one socket, and the kernel wakes mostly the same one. So one that has more
than another gives that one a moment to accept first.
"""

from __future__ import annotations

import mmap

#: How many processes can be told apart; far more than run at once, even while some are replaced.
_PLACES = 1024

#: By how many connections processes may differ without one of them waiting for another.
_LEEWAY = 1


class Board:
    """Shared by a process and those that it forks."""

    def __init__(self) -> None:
        """No process is on it yet."""
        self._places = memoryview(mmap.mmap(-1, 4 * _PLACES)).cast("I")

    def write(self, process: int, connections: int) -> None:
        """`process` is any number that no two processes have at the same time."""
        self._places[process % _PLACES] = connections + 1

    def leave(self, process: int) -> None:
        """That process accepts no more."""
        self._places[process % _PLACES] = 0

    def is_ahead(self, process: int) -> bool:
        """Whether another process has clearly fewer connections than this one."""
        others = [it for it in self._places.tolist() if it]
        return bool(others) and self._places[process % _PLACES] > min(others) + _LEEWAY
