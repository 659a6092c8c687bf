"""A bounded number of places for calls to one storage; a call without a place waits for a moment.

The places are those of this process alone. Nothing is held over a fork: a child begins with all
places free.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from dds_upload.core.errors import StorageBusy

#: For how many seconds a call waits for a place.
PATIENCE = 2.0


@dataclass
class _Count:
    """The number of places that one process has taken."""

    pid: int = field(default_factory=os.getpid)
    freed: Condition = field(default_factory=Condition)
    taken: int = 0
    waiting: int = 0


class Slots:
    """`number` places, and room for `waiting` more calls that wait for one.

    None: for any number.
    """

    def __init__(
        self, number: int, *, waiting: int | None = None, patience: float = PATIENCE
    ) -> None:
        self._number = number
        self._waiting = waiting
        self._patience = patience
        self._count = _Count()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place for the length of the block; raises StorageBusy as `take` does."""
        self.take()
        try:
            yield
        finally:
            self.give()

    def take(self) -> None:
        """Take a place, which has to be given back. Raises StorageBusy if none becomes free."""
        count = self._own()
        with count.freed:
            if count.taken >= self._number:
                self._wait(count)
            count.taken += 1

    def give(self) -> None:
        """Give a place back; any thread may do so."""
        count = self._own()
        with count.freed:
            count.taken = max(count.taken - 1, 0)
            count.freed.notify()

    def _wait(self, count: _Count) -> None:
        if self._waiting is not None and count.waiting >= self._waiting:
            raise self._busy()
        count.waiting += 1
        try:
            if not count.freed.wait_for(lambda: count.taken < self._number, self._patience):
                raise self._busy()
        finally:
            count.waiting -= 1

    def _busy(self) -> StorageBusy:
        text = f"{self._number} calls of this process wait for the storage already"
        return StorageBusy(text, retry_after=self._patience)

    def _own(self) -> _Count:
        # At a fork the parent may hold places, which this process would never give back.
        if self._count.pid != os.getpid():
            self._count = _Count()
        return self._count
