"""Threads that take connections in order, and are started when they are first needed.

Python's own pool makes a future for each task, with a lock and a condition. Nothing here waits for
a future, and making one took longer than signing a URL.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

from dds_upload.web.serving.connection import Connection


class Threads:
    """At most so many; any thread may hand something over to them."""

    def __init__(self, most: int, answer: Callable[[Connection], object], name: str) -> None:
        """`answer` is called in one of them, and raises nothing."""
        self._most, self._answer, self._name = most, answer, name
        self._queue: SimpleQueue[Connection | None] = SimpleQueue()
        #: One item for each thread that has nothing to do; its operations are atomic.
        self._idle: deque[None] = deque()
        self._started = 0
        self._lock = Lock()

    def submit(self, connection: Connection) -> None:
        """Have it answered by the next one that is free."""
        self._queue.put(connection)
        try:
            self._idle.pop()
        except IndexError:
            self._start()

    def shutdown(self, wait: bool = False) -> None:
        """Let them end once all that was handed over is answered; nobody waits for that here."""
        self._queue.put(None)

    def _start(self) -> None:
        with self._lock:
            if self._started == self._most:
                return
            self._started += 1
            number = self._started
        try:
            Thread(target=self._run, name=f"{self._name}-{number}").start()
        except RuntimeError:  # the system has no room for one: the others take what was handed over
            with self._lock:
                self._started -= 1

    def _run(self) -> None:
        while (connection := self._queue.get()) is not None:
            self._answer(connection)
            self._idle.append(None)
        self._queue.put(None)  # for the next one
