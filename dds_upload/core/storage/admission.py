"""Which threads of a process may wait for one storage, so that others are left for all else.

Without it a storage that hangs would soon have every thread of a server waiting for it, and nothing
would be answered any more: not even what needs no storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from dds_upload.core.storage.slots import Slots


class Admission:
    """Of one provider. A thread that is admitted is so for all that it does inside of the block."""

    def __init__(self, slots: Slots | None = None) -> None:
        """Without slots every thread is admitted at once."""
        self._slots = slots
        self._thread = local()

    @classmethod
    def of_threads(cls, number: int) -> Admission:
        """For a server with so many threads: half of them, and a quarter to wait for a moment."""
        return cls(Slots(max(number // 2, 1), waiting=number // 4))

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for admission, two seconds at most; raises StorageBusy where there is none."""
        if self._slots is None or getattr(self._thread, "is_admitted", False):
            yield
            return
        with self._slots.one():
            self._thread.is_admitted = True
            try:
                yield
            finally:
                self._thread.is_admitted = False
