"""Time and waiting, in one place, so that tests need not wait and Ctrl-C ends every wait."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from dds_client.errors import Interrupted


class Clock(Protocol):
    """The clock by which transfers read the time and wait."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait; raises Interrupted as soon as the run is stopped."""

    def check(self) -> None:
        """Raise Interrupted if the run was stopped."""


class RunClock:
    """The machine's clock, and the switch that stops all threads of a run."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise Interrupted("stopped")

    def check(self) -> None:
        if self._stopped.is_set():
            raise Interrupted("stopped")

    def stop(self) -> None:
        """End every wait, now and from now on."""
        self._stopped.set()
