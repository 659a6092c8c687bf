"""Threads that do one piece of work after another, and pause while there is none."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)

#: The first pause after work, in seconds: more may come soon.
_FIRST_PAUSE = 0.1

#: How many times as long each further pause is.
_GROWTH = 1.15

#: How often `stop` looks whether somebody is in haste; seconds.
_TICK = 0.1


class IdleLoop:
    """Started and stopped as one.

    `step` gets the sign to stop, and gives whether there was work.
    """

    def __init__(
        self, step: Callable[[Event], bool], *, name: str, threads: int, pause: float = 2.0
    ) -> None:
        """`pause` is the longest one, in seconds."""
        self._step = step
        self._pause = pause
        self._stopping = Event()
        self._threads = [Thread(target=self._loop, name=name, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin; each looks for work at once."""
        for thread in self._threads:
            thread.start()

    def ask_to_stop(self) -> None:
        """Begin no step any more."""
        self._stopping.set()

    def stop(self, seconds: float, in_haste: Callable[[], bool] = lambda: False) -> None:
        """End. Steps that ignore the sign end with the process, after that long or `in_haste`."""
        self.ask_to_stop()
        deadline = time.monotonic() + seconds
        while self._is_under_way() and time.monotonic() < deadline and not in_haste():
            for thread in self._threads:
                thread.join(_TICK)

    def _is_under_way(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _loop(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            if self._has_worked():
                pause = _FIRST_PAUSE
            else:
                pause = min(pause, self._pause)
                self._stopping.wait(pause)
                pause *= _GROWTH

    def _has_worked(self) -> bool:
        """No error ends the loop: a database that is away now may be back next time."""
        try:
            return self._step(self._stopping)
        except Exception as error:
            log.error("%s: %s", self._threads[0].name, error, exc_info=error)
            return False
