"""The gate of every call to Swift: it bounds the waiting ones, and refuses all during a silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from dds_upload.core.storage.slots import Slots
from providers.swift.breaker import Breaker, Verdict
from providers.swift.edge import is_silence


class Passage:
    """One call that has a slot: `heard` once something is known of Swift, `close` at last."""

    def __init__(self, slots: Slots, breaker: Breaker) -> None:
        """Begin it; raises StorageBusy, and StorageUnavailable at once while Swift is silent."""
        breaker.check()
        slots.take()
        try:
            self._is_trial = breaker.enter()
        except BaseException:
            slots.give()
            raise
        self._slots, self._breaker = slots, breaker
        self._is_open = True

    def heard(self, error: BaseException | None = None) -> None:
        """Swift has answered, or waiting for it has failed."""
        self._breaker.leave(self._is_trial, _verdict_on(error))
        self._is_trial = False

    def close(self) -> None:
        """Give the slot back; may be repeated."""
        if self._is_open:
            self._is_open = False
            self._slots.give()


class Gate:
    """The gate of one provider; each process has its own places and breaker, also after a fork."""

    def __init__(self, number: int) -> None:
        """At most `number` calls wait for Swift at once, and as many send a body.

        A body takes as long as its sender. Counted with the others, those of one slow client would
        keep everybody from Swift.
        """
        self._slots, self._sending = Slots(number), Slots(number)
        self._breaker, self._pid = Breaker(), os.getpid()

    @contextmanager
    def passed(self, *, sends: bool = False) -> Iterator[None]:
        """One call, for the length of the block; raises what `enter` raises."""
        passage = self.enter(sends=sends)
        try:
            yield
        except BaseException as error:
            passage.heard(error)
            raise
        else:
            passage.heard()
        finally:
            passage.close()

    def enter(self, *, sends: bool = False) -> Passage:
        """The same for a call whose answer is read and closed elsewhere.

        Raises StorageBusy and StorageUnavailable.
        """
        if self._pid != os.getpid():
            self._breaker, self._pid = Breaker(), os.getpid()
        return Passage(self._sending if sends else self._slots, self._breaker)


def _verdict_on(error: BaseException | None) -> Verdict:
    if error is None or getattr(error.__cause__, "http_status", None):
        return Verdict.ANSWERED
    return Verdict.SILENT if is_silence(error) else Verdict.UNKNOWN
