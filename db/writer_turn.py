"""The threads of a process take turns as SQLite's one writer.

SQLite itself makes a thread that finds another writer sleep, longer each time, and try again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from dds_upload.core.errors import RecordsUnavailable

#: How long a thread waits for other threads of its process, and then for other processes; seconds.
WAIT_SECONDS = 10

#: How long it waits for other threads if the last of them got no turn; seconds.
WAIT_BEHIND_SECONDS = 1


class WriterTurn:
    """Held by one thread of the process at a time; that thread may take it again.

    If another program keeps the database locked, one thread waits for it. The others are refused
    after a moment, so that threads are left for requests that only read.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._is_in_vain = False

    @property
    def patience(self) -> float:
        """For how many seconds a thread waits for other threads right now."""
        return WAIT_BEHIND_SECONDS if self._is_in_vain else WAIT_SECONDS

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the turn. Raises RecordsUnavailable, also if the block raises it."""
        if not self._lock.acquire(timeout=self.patience):
            raise RecordsUnavailable("the threads before this one still write")
        try:
            yield
            self._is_in_vain = False
        except RecordsUnavailable:
            self._is_in_vain = True
            raise
        finally:
            self._lock.release()
