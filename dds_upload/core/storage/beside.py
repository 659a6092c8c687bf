"""Has work done on another core while one would be idle; this is written for speed alone.

To hash a block takes longer than to receive and to write it, and needs no interpreter. So while few
streams come, a block is hashed beside the writing of it and the receiving of the next. Where their
own threads keep all cores busy nothing is handed over: that would only cost.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore

#: How many cores there are besides the one that a stream's own thread is on.
OTHERS = len(os.sched_getaffinity(0)) - 1


class Beside:
    """As many threads as other cores, in each process; they do not survive a fork."""

    def __init__(self, others: int = OTHERS) -> None:
        self._others = others
        self._crews: dict[int, _Crew] = {}

    def begin(self, work: Callable[[], object]) -> Future[object] | None:
        """Begin it, if a thread is free at once; the caller waits for the end of it."""
        if not self._others:
            return None
        process = os.getpid()
        if process not in self._crews:
            self._crews.setdefault(process, _Crew(self._others))
        return self._crews[process].begin(work)


class _Crew:
    """The threads of one process."""

    def __init__(self, number: int) -> None:
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="beside")
        self._free = BoundedSemaphore(number)

    def begin(self, work: Callable[[], object]) -> Future[object] | None:
        if not self._free.acquire(blocking=False):
            return None
        begun: Future[object] = Future()
        try:
            self._pool.submit(self._do, work, begun)
        except RuntimeError:  # the process is about to end, or may have no more threads
            if begun.cancel():  # another thread of the crew may have it all the same
                self._free.release()
                return None
        return begun

    def _do(self, work: Callable[[], object], begun: Future[object]) -> None:
        if not begun.set_running_or_notify_cancel():
            return
        error: BaseException | None = None
        try:
            work()
        except BaseException as raised:
            error = raised
        self._free.release()  # before its caller, who may have the next, knows of the end
        if error is None:
            begun.set_result(None)
        else:
            begun.set_exception(error)


#: That of all streams.
BESIDE = Beside()
