"""Has another core work for a stream while that core would be idle; this is for speed alone.

Hashing a block takes longer than receiving and writing it, and needs no interpreter. So another
thread hashes a block while the stream's own thread writes it and receives the next one.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread

#: How many cores there are apart from the one that a stream's own thread uses.
OTHERS = len(os.sched_getaffinity(0)) - 1

Work = Callable[[], object]


class SpareCores:
    """A thread for each other core, in each process; a forked process makes its own."""

    def __init__(self, others: int = OTHERS) -> None:
        self._others = others
        self._crews: dict[int, _Crew] = {}

    def begin(self, works: Sequence[Work]) -> Begun | None:
        """Have an idle thread do `works`, or give None if none is idle; the caller awaits the end.

        The works are begun in their order, but two threads may do two of them at the same time.
        """
        if not self._others:
            return None
        process = os.getpid()
        if process not in self._crews:
            self._crews.setdefault(process, _Crew(self._others))
        begun = Begun(works)
        return begun if self._crews[process].call(begun.do) else None


class Begun:
    """Works that a thread was called to do."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._left = deque(works)
        self._doing = Lock()
        self._error: BaseException | None = None

    def do(self) -> None:
        """Do the works that no thread has begun; keep an error for the thread that awaits them."""
        with self._doing:
            try:
                self._do_left()
            except BaseException as error:
                self._error = error

    def finish(self) -> None:
        """Return once all works are done, and raise the error of one that failed.

        The waiting thread helps. So a busy machine that keeps the other thread from beginning
        delays nothing.
        """
        self._do_left()
        with self._doing:
            if self._error is not None:
                raise self._error

    def _do_left(self) -> None:
        while True:
            try:
                work = self._left.popleft()
            except IndexError:
                return
            work()


class _Crew:
    """The threads of one process; each starts when it is first needed."""

    def __init__(self, number: int) -> None:
        self._idle: list[SimpleQueue[Work]] = []
        self._unstarted = [None] * number

    def call(self, work: Work) -> bool:
        """Have an idle thread do `work`, which must not raise; False if no thread is idle."""
        try:
            self._idle.pop().put(work)
        except IndexError:
            return self._start(work)
        return True

    def _start(self, work: Work) -> bool:
        try:
            self._unstarted.pop()
        except IndexError:
            return False
        calls: SimpleQueue[Work] = SimpleQueue()
        calls.put(work)
        try:
            Thread(target=self._serve, args=(calls,), name="spare-core", daemon=True).start()
        except RuntimeError:  # the process is about to end, or cannot have more threads
            self._unstarted.append(None)
            return False
        return True

    def _serve(self, calls: SimpleQueue[Work]) -> None:
        while True:
            calls.get()()
            self._idle.append(calls)


#: The threads that all streams share.
SPARE_CORES = SpareCores()
