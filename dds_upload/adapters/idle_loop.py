"""Threads that do one piece of work after another, and pause while there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)


class IdleLoop:
    """Started and stopped as one.

    `step` gets the sign to stop, and gives whether there was work.
    """

    def __init__(
        self, step: Callable[[Event], bool], *, name: str, threads: int, pause: float = 2.0
    ) -> None:
        """`pause` is in seconds."""
        self._step = step
        self._pause = pause
        self._stopping = Event()
        self._threads = [Thread(target=self._loop, name=name, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin; each looks for work at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> None:
        """End. A step that ignores the sign ends with the process, after that long."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            if not self._has_worked():
                self._stopping.wait(self._pause)

    def _has_worked(self) -> bool:
        """No error ends the loop: a database that is away now may be back next time."""
        try:
            return self._step(self._stopping)
        except Exception as error:
            log.error("%s: %s", self._threads[0].name, error, exc_info=error)
            return False
