"""The time of the storage's clock, from the Date of its answers.

A signed URL ends by the storage's clock, while this host writes its end by its own clock. If the
two differ by more than half of a URL's life, URLs are good for too long, or hardly at all. So none
is signed then.

Answers come with calls, and signing makes no call. Between answers a monotonic clock counts on, so
a changed clock of this host is noticed at once. A change of the storage's clock is found by asking:
seldom, in a thread of its own, while URLs are signed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import partial

from dds_upload.core.errors import ClockSkewed, UploadServiceError

log = logging.getLogger(__name__)

#: If an answer took longer than this, in seconds, it is too uncertain when it was given.
_ANSWER_MAX = 5.0

#: Seconds without an answer after which the storage is asked: if clocks agree, and if they do not.
_LOOK_EVERY = 600.0
_LOOK_EVERY_WHILE_OFF = 10.0

Seconds = Callable[[], float]
Work = Callable[[], None]


def steady() -> float:
    """Seconds that only ever grow, also while the machine sleeps if the system can count that."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _in_a_thread(work: Work) -> None:
    threading.Thread(target=work, daemon=True).start()


@dataclass(frozen=True, slots=True)
class _Heard:
    """The difference of the storage's time and the monotonic clock: at least, and at most."""

    low: float
    high: float
    at: float


class StorageClock:
    """The clock of one storage. Any number of threads read it, and report answers to it."""

    def __init__(
        self,
        url_duration: timedelta,
        *,
        wall: Seconds = time.time,
        now: Seconds = steady,
        aside: Callable[[Work], None] = _in_a_thread,
    ) -> None:
        """`wall` is the clock of this host, `now` the monotonic one.

        `aside` runs slow work elsewhere.
        """
        self._aside = aside
        self._tolerance = url_duration.total_seconds() / 2
        self._wall, self._now = wall, now
        self._heard: _Heard | None = None
        self._is_off = False
        self._lock = threading.Lock()
        self._looked_at = float("-inf")

    def asked(self) -> float:
        """The moment at which a request begins, for `hear`."""
        return self._now()

    def hear(self, headers: Mapping[str, str], asked: float) -> None:
        """Take the time from an answer to a request that began at `asked`."""
        now, said = self._now(), _said(headers)
        if said is None or (now - asked > _ANSWER_MAX and self._heard):
            return
        # The storage has looked at its clock in between, and has left out the parts of a second.
        self._heard = _Heard(low=said - now, high=said + 1 - asked, at=now)
        self._note()

    def skew(self) -> float | None:
        """The least number of seconds by which this host is ahead of the storage.

        None if not known.

        It is negative if the host is behind.
        """
        heard = self._heard
        if heard is None:
            return None
        offset = self._wall() - self._now()
        return max(offset - heard.high, 0.0) + min(offset - heard.low, 0.0)

    def check(self, look: Callable[[], object]) -> None:
        """Raise ClockSkewed if the clocks differ too much.

        `look` asks the storage for something, so that its answer is heard. No caller waits for
        that.
        """
        skew = self._note()
        self._look_again(look)
        if self._is_off:
            raise ClockSkewed(f"this host's clock is {shown(skew)} that of the storage")

    def _note(self) -> float:
        """Remember whether clocks differ too much, and log a change of that."""
        skew = self.skew() or 0.0
        is_off = abs(skew) > self._tolerance
        with self._lock:
            is_new, self._is_off = is_off is not self._is_off, is_off
        if is_new and is_off:
            log.error("no URL is signed: this host's clock is %s that of the storage", shown(skew))
        elif is_new:
            log.info("this host's clock agrees with that of the storage: URLs are signed again")
        return skew

    def _look_again(self, look: Callable[[], object]) -> None:
        now, heard = self._now(), self._heard
        every = _LOOK_EVERY_WHILE_OFF if self._is_off else _LOOK_EVERY
        if heard and now - heard.at < every:
            return
        with self._lock:
            if now - self._looked_at < _LOOK_EVERY_WHILE_OFF:
                return
            self._looked_at = now
        self._aside(partial(_looked, look))


def _looked(look: Callable[[], object]) -> None:
    try:
        look()
    except UploadServiceError as error:
        log.debug("the storage's clock could not be looked at: %s", error)


def _said(headers: Mapping[str, str]) -> float | None:
    """Seconds since the epoch; None if there is no Date, or one from a cache."""
    if "age" in headers:
        return None
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return None


def shown(skew: float) -> str:
    """The difference in words that precede those about the storage's clock."""
    return f"{abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'}"
