"""Slows a long reading of storage down, so that it leaves a share to others."""

from __future__ import annotations

import time
from threading import Event


class Pace:
    """Keeps a reading to an average rate, in bytes a second."""

    def __init__(self, rate: int | None, stopping: Event) -> None:
        self._rate = rate
        self._stopping = stopping
        self._begin = time.monotonic()
        self._size = 0

    def wait_after(self, size: int) -> None:
        """Wait for the time that many more bytes should have taken, or until stopping."""
        if self._rate is None:
            return
        self._size += size
        ahead = self._begin + self._size / self._rate - time.monotonic()
        if ahead > 0:
            self._stopping.wait(ahead)
