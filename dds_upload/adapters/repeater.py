"""Repeats a step in a thread until it is done, with growing pauses."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from threading import Event, Thread
from weakref import WeakMethod

log = logging.getLogger(__name__)


class Repeater:
    """At most one thread, which ends when the step gives true, or with `stop`.

    A process that is forked meanwhile continues with a thread of its own.
    """

    def __init__(
        self, step: Callable[[], bool], *, pause: float = 1.0, pause_max: float = 60.0
    ) -> None:
        """Pauses are in seconds; each is twice the one before, up to the longest."""
        self._step = step
        self._pause, self._pause_max = pause, pause_max
        self._is_running = False
        self._stopping, self._tried = Event(), Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; the first step follows at once."""
        resume = WeakMethod(self._resume)  # what is registered stays so for as long as the process

        def after_fork() -> None:
            method = resume()
            if method is not None:
                method()

        os.register_at_fork(after_in_child=after_fork)
        self._begin()

    def wait(self, seconds: float) -> None:
        """Wait for the end of the first step, no longer than that many seconds."""
        self._tried.wait(seconds)

    def stop(self, seconds: float = 1.0) -> None:
        """End.

        This waits for a step under way for that long; it ends with the process at the latest.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _begin(self) -> None:
        self._is_running = True
        self._thread = Thread(target=self._loop, name="repeater", daemon=True)
        self._thread.start()

    def _resume(self) -> None:
        """Threads do not survive a fork, and their locks would stay locked."""
        self._stopping, self._tried = Event(), Event()
        if self._is_running:
            self._begin()

    def _loop(self) -> None:
        pause = self._pause
        while not self._stopping.is_set() and not self._is_done():
            self._tried.set()
            self._stopping.wait(pause)
            pause = min(2 * pause, self._pause_max)
        self._is_running = False
        self._tried.set()

    def _is_done(self) -> bool:
        """No error ends the repeating: a step that fails now may succeed next time."""
        try:
            return self._step()
        except Exception as error:
            log.error("a step that is repeated failed: %s", error, exc_info=error)
            return False
