"""Has another core work for a stream while that core would be idle; this is for speed alone.

Hashing a block takes longer than receiving and writing it, and needs no interpreter. So while there
are few streams, another thread hashes a block while the stream's own thread writes it and receives
the next one. If the streams' own threads keep all cores busy, no work is handed over: that would
only cost time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore

#: How many cores there are apart from the one that a stream's own thread uses.
OTHERS = len(os.sched_getaffinity(0)) - 1


class SpareCores:
    """A thread for each other core, in each process; a forked process makes its own."""

    def __init__(self, others: int = OTHERS) -> None:
        self._others = others
        self._crews: dict[int, _Crew] = {}

    def begin(self, work: Callable[[], object]) -> Future[object] | None:
        """Begin `work` if a thread is free at once, else give None; the caller awaits its end."""
        if not self._others:
            return None
        process = os.getpid()
        if process not in self._crews:
            self._crews.setdefault(process, _Crew(self._others))
        return self._crews[process].begin(work)


class _Crew:
    """The threads of one process."""

    def __init__(self, number: int) -> None:
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="spare-core")
        self._free = BoundedSemaphore(number)

    def begin(self, work: Callable[[], object]) -> Future[object] | None:
        if not self._free.acquire(blocking=False):
            return None
        begun: Future[object] = Future()
        try:
            self._pool.submit(self._do, work, begun)
        except RuntimeError:  # the process is about to end, or cannot have more threads
            if begun.cancel():  # unless another thread of the crew has taken the work
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
        self._free.release()  # before the end is reported: the caller may hand over more at once
        if error is None:
            begun.set_result(None)
        else:
            begun.set_exception(error)


#: The threads that all streams share.
SPARE_CORES = SpareCores()
