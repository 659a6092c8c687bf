"""The threads of a process become SQLite's one writer in turn.

SQLite itself has whoever finds another writer sleep, longer each time, and look again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from dds_upload.core.errors import RecordsUnavailable

#: How long a thread waits for the others of its process, and then for other processes; seconds.
WAIT_SECONDS = 10

#: How long it waits for the others while the last of them waited in vain; seconds.
WAIT_BEHIND_SECONDS = 1


class WriterTurn:
    """Held by one thread of the process at a time; one that holds it may take it again.

    Where another program keeps the database locked, one thread waits for it. The others are refused
    after a moment: there must be threads left for those who only read.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._is_in_vain = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises RecordsUnavailable, also where it comes from inside."""
        wait = WAIT_BEHIND_SECONDS if self._is_in_vain else WAIT_SECONDS
        if not self._lock.acquire(timeout=wait):
            raise RecordsUnavailable("the threads before this one still write")
        try:
            yield
            self._is_in_vain = False
        except RecordsUnavailable:
            self._is_in_vain = True
            raise
        finally:
            self._lock.release()
