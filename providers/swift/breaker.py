"""Spares callers the wait for a Swift that does not answer.

After several calls in a row without an answer it opens, and calls fail at once. From time to time
one call is let through to see whether Swift is back; any answer, good or bad, closes it again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from enum import Enum

from dds_upload.core.errors import StorageUnavailable

log = logging.getLogger(__name__)

#: This many calls in a row without an answer open it.
FAILURES = 5

#: The seconds for which it is open at first, and at most; each time it doubles.
PAUSE, PAUSE_MAX = 1.0, 30.0


class Verdict(Enum):
    """The outcome of a call, as far as it is about Swift."""

    ANSWERED = "answered"
    SILENT = "silent"
    #: The call ended for another reason, such as a client that hung up.
    UNKNOWN = "unknown"


class Breaker:
    """The breaker of one provider in one process. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = PAUSE
        #: When the next call may try; None while the breaker is closed.
        self._try_at: float | None = None
        self._is_trying = False

    def check(self) -> None:
        """Raise StorageUnavailable if a call would only wait."""
        with self._lock:
            self._check()

    def enter(self) -> bool:
        """Begin a call; gives whether it is the trial. Raises StorageUnavailable as `check`."""
        with self._lock:
            self._check()
            self._is_trying = self._try_at is not None
            return self._is_trying

    def leave(self, is_trial: bool, verdict: Verdict) -> None:
        """End a call."""
        with self._lock:
            if is_trial:
                self._is_trying = False
            if verdict is Verdict.ANSWERED:
                self._close()
            elif verdict is Verdict.SILENT:
                self._fail(is_trial)

    def _check(self) -> None:
        if self._try_at is None:
            return
        left = self._try_at - self._clock()
        if left > 0 or self._is_trying:
            raise StorageUnavailable("Swift has not answered lately", retry_after=max(left, PAUSE))

    def _close(self) -> None:
        if self._try_at is not None:
            log.warning("Swift answers again")
        self._failures, self._pause, self._try_at = 0, PAUSE, None

    def _fail(self, is_trial: bool) -> None:
        self._failures += 1
        if is_trial:
            self._pause = min(2 * self._pause, PAUSE_MAX)
        elif self._failures < FAILURES or self._try_at is not None:
            return
        else:
            log.error("Swift does not answer: calls fail at once until it does")
        self._try_at = self._clock() + self._pause
