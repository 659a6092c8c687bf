"""Does several pieces of work at once, a bounded number in a process, and gives their outcomes.

No permits can be lost: a fixed number of threads takes work from one queue, and a thread that is
done takes the next piece, of any caller. The calling thread only waits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")


class Writers:
    """A pool of threads, made when it is first used in a process, and again after a fork."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._pools: dict[int, ThreadPoolExecutor] = {}

    def run(self, works: Sequence[Callable[[], T]]) -> list[Future[T]]:
        """Do all works and give their outcomes in the same order; each of them has ended then.

        After a first failure, works that have not begun are cancelled.
        """
        futures: list[Future[T]] = []
        try:
            futures += map(self._pool().submit, works)
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            # The sources of the works may be closed once this returns, so all works end here.
            wait([future for future in futures if not future.cancel()])
        return futures

    def close(self) -> None:
        """End the threads of this process; the pool can be used again."""
        pool = self._pools.pop(os.getpid(), None)
        if pool is not None:
            pool.shutdown()

    def _pool(self) -> ThreadPoolExecutor:
        # Threads do not survive a fork, and a lock might be held for ever after one. Of two pools
        # made at the same moment one is dropped before it has a thread.
        process = os.getpid()
        if process not in self._pools:
            made = ThreadPoolExecutor(self._number, thread_name_prefix="writer")
            self._pools.setdefault(process, made)
        return self._pools[process]
