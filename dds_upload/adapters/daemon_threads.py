"""Threads that do what they are given, in order, and end with the process whatever they do then.

For the threads of Python's own pools a process waits at its end, for hours if need be.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread


class DaemonThreads:
    """At most so many, each started when it is needed first. One thread gives them what to do."""

    def __init__(self, most: int, *, name: str) -> None:
        self._calls = SimpleQueue[Callable[[], None]]()
        self._left, self._name = most, name

    def submit(self, call: Callable[[], None]) -> None:
        """Have it called by one of them; it must raise nothing."""
        self._calls.put(call)
        if self._left:
            self._left -= 1
            Thread(target=self._run, name=self._name, daemon=True).start()

    def _run(self) -> None:
        while True:
            self._calls.get()()
