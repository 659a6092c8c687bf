"""Does work in other threads while a request waits for it, but never longer than for a moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import BoundedSemaphore
from uuid import UUID

log = logging.getLogger(__name__)

Work = Callable[[UUID], object]


class Briefly:
    """A few threads of a process.

    Work that takes longer goes on after the request has stopped waiting.
    """

    def __init__(self, *, patience: float = 1.0, at_once: int = 8) -> None:
        """`patience` is in seconds; without patience, no work is done here."""
        self._patience = patience
        self._free = BoundedSemaphore(at_once)
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="briefly")

    def doing(self, work: Work, otherwise: Work) -> Callable[[UUID], None]:
        """Does `work` on an item; `otherwise` is called with it while all threads are busy.

        Errors of both do not reach the caller: nothing important may depend on them.
        """

        def do(item: UUID) -> None:
            if not self._patience or not self._free.acquire(blocking=False):
                otherwise(item)
                return
            wait([self._pool.submit(self._run, work, item)], self._patience)

        return do

    def close(self, *, wait: bool = False) -> None:
        """Take no more work, and wait for work under way if that is wanted."""
        self._pool.shutdown(wait=wait)

    def _run(self, work: Work, item: UUID) -> None:
        try:
            work(item)
        except Exception as error:
            log.warning("%s: %s", item, error, exc_info=error)
        finally:
            self._free.release()
