"""The number of connections of each process of one server, for all of them to read.

All processes accept from one socket, and the kernel mostly wakes the same one. So a process that
has more connections than another lets that one accept first for a moment.
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


class Courtesy:
    """Has a process accept nothing for a moment, for one that has fewer connections, or to rest."""

    #: How long that is, how long there is none after it, and how long a rest is; seconds.
    PAUSE, BETWEEN, REST = 0.002, 0.05, 0.1

    def __init__(self, board: Board, process: int) -> None:
        """Nobody is let go first yet."""
        self._board = board
        self._process = process
        self._until: float | None = None
        self._since = 0.0

    @property
    def is_on(self) -> bool:
        """Whether this process waits for another one right now."""
        return self._until is not None

    def begins(self, now: float) -> bool:
        """Whether to accept nothing from now on."""
        if now > self._since + self.BETWEEN and self._board.is_ahead(self._process):
            self._until = now + self.PAUSE
        return self.is_on

    def rest(self, now: float) -> None:
        """Accept nothing for a while: the system has no room for a connection more."""
        self._until = now + self.REST

    def ends(self, now: float) -> bool:
        """Whether to accept again from now on."""
        if self._until is None or now < self._until:
            return False
        self._until, self._since = None, now
        return True
