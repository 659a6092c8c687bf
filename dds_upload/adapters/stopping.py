"""Work in threads that ends when it is asked to, or with the process."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Event

#: How often `stop` looks whether all has ended, or somebody is in haste; seconds.
_TICK = 0.1


class Stoppable(ABC):
    """Begins nothing more once `_stopping` is set."""

    def __init__(self) -> None:
        self._stopping = Event()

    @abstractmethod
    def _is_busy(self) -> bool:
        """Whether anything is under way."""

    def ask_to_stop(self) -> None:
        """Begin nothing any more; what has not begun stays due."""
        self._stopping.set()

    def stop(self, seconds: float, in_haste: Callable[[], bool] = lambda: False) -> None:
        """End. What is under way then ends with the process, after that long or `in_haste`."""
        self.ask_to_stop()
        deadline = time.monotonic() + seconds
        while self._is_busy() and time.monotonic() < deadline and not in_haste():
            time.sleep(_TICK)
