"""Threads that do one piece of work after another, and pause while there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from dds_upload.adapters.stopping import Stoppable

log = logging.getLogger(__name__)

#: The first pause after work, in seconds: more may come soon.
_FIRST_PAUSE = 0.1

#: How many times as long each further pause is.
_GROWTH = 1.15


class IdleLoop(Stoppable):
    """Started and stopped as one.

    `step` gets the sign to stop, and gives whether there was work.
    """

    def __init__(
        self, step: Callable[[Event], bool], *, name: str, threads: int, pause: float = 2.0
    ) -> None:
        """`pause` is the longest one, in seconds."""
        super().__init__()
        self._step = step
        self._pause = pause
        self._threads = [Thread(target=self._loop, name=name, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin; each looks for work at once."""
        for thread in self._threads:
            thread.start()

    def _is_busy(self) -> bool:
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
