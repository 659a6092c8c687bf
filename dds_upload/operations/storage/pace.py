"""Holds a reading of storage back, so that it leaves others their share."""

from __future__ import annotations

import time
from threading import Event


class Pace:
    """Holds a reading back to a rate on the average, in bytes a second."""

    def __init__(self, rate: int | None, stopping: Event) -> None:
        self._rate = rate
        self._stopping = stopping
        self._begin = time.monotonic()
        self._size = 0

    def wait_after(self, size: int) -> None:
        """Wait for as long as so many bytes more should have taken, or until stopping."""
        if self._rate is None:
            return
        self._size += size
        ahead = self._begin + self._size / self._rate - time.monotonic()
        if ahead > 0:
            self._stopping.wait(ahead)
