"""Progress as plain lines, for logs and pipes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

from dds_client.settings.units import spoken_size, spoken_time
from dds_client.terminal.text import printable

#: A line follows the one before after this time at the earliest; seconds.
EVERY = 5.0


class Lines:
    """A line now and then, and one for each file that failed."""

    def __init__(
        self, verb: str, stream: TextIO | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`verb` is what happens to files, as in `sent`."""
        self._verb = verb
        self._stream = stream if stream is not None else sys.stderr
        self._now = now
        self._lock = threading.Lock()
        self._files = self._size = self._done = self._moved = 0
        self._began = self._next = now()

    def total(self, files: int, size: int) -> None:
        self._files, self._size = files, size
        self._began = self._now()
        self._next = self._began + EVERY

    def started(self, path: str, size: int) -> None:
        pass

    def moved(self, path: str, size: int) -> None:
        with self._lock:
            self._moved += size
            if self._now() < self._next:
                return
            self._next = self._now() + EVERY
            line = self._line()
        self._print(line)

    def finished(self, path: str, state: str, message: str = "") -> None:
        with self._lock:
            self._done += 1
        if message:
            self._print(f"{path}: {state}: {message}")

    def note(self, words: str) -> None:
        self._print(words)

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing has to be put back."""

    def _line(self) -> str:
        seconds = max(self._now() - self._began, 0.001)
        speed = self._moved / seconds
        parts = [
            f"{self._done} of {self._files} files {self._verb}",
            f"{spoken_size(self._moved)} of {spoken_size(self._size)}",
            f"{spoken_size(speed)}/s",
        ]
        if speed > 0:
            parts.append(f"{spoken_time((self._size - self._moved) / speed)} left")
        return ", ".join(parts)

    def _print(self, text: str) -> None:
        print(printable(text), file=self._stream, flush=True)
