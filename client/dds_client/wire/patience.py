"""How requests are repeated: with growing, random waits, until a deadline."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import TypeVar

from dds_client.clock import Clock
from dds_client.errors import TryAgain, Unavailable

T = TypeVar("T")

#: The first wait is at most this long, and each next one at most twice as long; seconds.
BASE = 0.5

#: No wait is longer, unless the server asks for more; seconds.
CAP = 60.0

#: The longest wait for what passes within seconds.
SOON_CAP = 2.0

#: Waits below this are not worth a word; seconds.
_SILENT = 2.0


class Patience:
    """Repeats what was in vain, for all threads of one run.

    It gives up on a request that was tried for `retry_for` seconds, and on all of them when none
    has succeeded for as long: then the network is away, and each further file would wait as long.
    """

    def __init__(
        self,
        retry_for: float,
        clock: Clock,
        say: Callable[[str], None],
        dice: Callable[[], float] = random.random,
    ) -> None:
        """`say` is told of waits that people notice; `dice` gives numbers from 0 up to 1."""
        self._retry_for = retry_for
        self._clock = clock
        self._say = say
        self._dice = dice
        self._lock = threading.Lock()
        self._last_success = clock.now()
        self._quiet_until = 0.0

    def __call__(self, attempt: Callable[[], T]) -> T:
        """What `attempt` gives, once it does not raise Unavailable.

        Raises TryAgain at the deadline, and at once whatever else `attempt` raises.
        """
        began: float | None = None
        tried = 0
        while True:
            self._clock.check()
            try:
                result = attempt()
            except Unavailable as failure:
                began = self._clock.now() if began is None else began
                self._wait(failure, began, tried)
                tried += 1
            else:
                self._last_success = self._clock.now()
                return result

    def _wait(self, failure: Unavailable, began: float, tried: int) -> None:
        cap = SOON_CAP if failure.soon else CAP
        wait = self._dice() * min(cap, BASE * 2 ** min(tried, 20))
        if failure.retry_after is not None:
            wait = max(wait, failure.retry_after)
        left = began + self._retry_for - self._clock.now()
        if not failure.soon:
            left = min(left, self._last_success + self._retry_for - self._clock.now())
        if wait > left:
            raise TryAgain(f"{failure}; given up after {_spoken(self._retry_for)}") from failure
        if wait >= _SILENT:
            self._tell(f"{failure}; next try in {_spoken(wait)}")
        self._clock.sleep(wait)

    def _tell(self, words: str) -> None:
        """Of several threads that wait for the same, one says so."""
        with self._lock:
            now = self._clock.now()
            if now < self._quiet_until:
                return
            self._quiet_until = now + _SILENT
        self._say(words)


def _spoken(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
