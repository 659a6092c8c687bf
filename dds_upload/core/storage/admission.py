"""Which threads of a process may wait for one storage, so that others are left for all else.

Without it a storage that hangs would soon have every thread of a server waiting for it, and nothing
would be answered any more: not even what needs no storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from dds_upload.core.storage.slots import Slots


class _Thread(local):
    """Whether the thread that asks needs no admission."""

    is_free = False


_bounded = _Thread()


@contextmanager
def bounded_otherwise() -> Iterator[None]:
    """What this thread does inside of the block takes the place of nobody at any storage.

    It is for threads of which there are only so many anyway, such as those of streams: they wait
    for their clients, too, and would keep a place for as long as these send.
    """
    _bounded.is_free = True
    try:
        yield
    finally:
        _bounded.is_free = False


class Admission:
    """Of one provider. A thread that is admitted is so for all that it does inside of the block."""

    def __init__(self, slots: Slots | None = None) -> None:
        """Without slots every thread is admitted at once."""
        self._slots = slots
        self._admitted = _Thread()

    @classmethod
    def of_threads(cls, number: int) -> Admission:
        """For a server with so many threads: half of them, and a quarter to wait for a moment."""
        return cls(Slots(max(number // 2, 1), waiting=number // 4))

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for admission, two seconds at most; raises StorageBusy where there is none."""
        if self._slots is None or _bounded.is_free or self._admitted.is_free:
            yield
            return
        with self._slots.one():
            self._admitted.is_free = True
            try:
                yield
            finally:
                self._admitted.is_free = False
