"""Bounds how many threads of a process may wait for one storage, so that others are left.

Without it a storage that hangs would soon have every thread of a server waiting for it. No request
would be answered then, not even one that needs no storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from dds_upload.core.storage.slots import Slots


class _Thread(local):
    """Whether the current thread needs no admission."""

    is_free = False


_bounded = _Thread()


@contextmanager
def bounded_otherwise() -> Iterator[None]:
    """Inside this block the current thread needs no admission, and takes no place of another one.

    It is for threads whose number is bounded anyway, such as those of streams. They also wait for
    their clients, and would keep a place for as long as these send.
    """
    _bounded.is_free = True
    try:
        yield
    finally:
        _bounded.is_free = False


class Admission:
    """The admission to one provider. A thread that is admitted is admitted for all of its block."""

    def __init__(self, slots: Slots | None = None) -> None:
        """Without slots every thread is admitted at once."""
        self._slots = slots
        self._admitted = _Thread()

    @classmethod
    def of_threads(cls, number: int) -> Admission:
        """The admission of a server with that many threads.

        Half of them may wait for storage, and a quarter may wait for admission for a moment.
        """
        return cls(Slots(max(number // 2, 1), waiting=number // 4))

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for admission, two seconds at most; raises StorageBusy if there is none."""
        if self._slots is None or _bounded.is_free or self._admitted.is_free:
            yield
            return
        with self._slots.one():
            self._admitted.is_free = True
            try:
                yield
            finally:
                self._admitted.is_free = False
