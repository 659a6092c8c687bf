"""Runs the sweep every few seconds, and each kind of work that it finds in threads of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Lock, Thread
from uuid import UUID, uuid4

from dds_upload.adapters.daemon_threads import DaemonThreads
from dds_upload.adapters.stopping import Stoppable

log = logging.getLogger(__name__)

Work = Callable[[UUID], None]
Sweep = Callable[[Callable[[Work, UUID], None]], None]

#: Work that no client waits for is done this often; seconds.
HOUR = 3600.0


class Sweeper(Stoppable):
    """A thread that sweeps, and a few for each kind of work; started and stopped as one.

    No kind waits for another one: to assemble a file of terabytes takes hours.
    """

    def __init__(
        self,
        sweep: Sweep,
        hourly: Sequence[Callable[[], object]],
        *,
        pause: float = 2.0,
        threads: int = 2,
    ) -> None:
        super().__init__()
        self._sweep = sweep
        self._hourly = {uuid4(): step for step in hourly}
        self._pause = pause
        self._threads = threads
        #: By the identity of the work: an operation need not be hashable.
        self._pools: dict[int, DaemonThreads] = {}
        self._do_hourly: Work = self._run_hourly
        self._given: set[UUID] = set()
        self._under_way = 0
        self._lock = Lock()
        self._thread = Thread(target=self._loop, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin; the first round follows at once."""
        self._thread.start()

    def _is_busy(self) -> bool:
        return self._thread.is_alive() or self._under_way > 0

    def _loop(self) -> None:
        next_hour = time.monotonic()
        while not self._stopping.is_set():
            self._attempt(lambda: self._sweep(self._run_soon))
            if time.monotonic() >= next_hour:
                next_hour = time.monotonic() + HOUR
                for name in self._hourly:
                    self._run_soon(self._do_hourly, name)
            self._stopping.wait(self._pause)

    def _run_hourly(self, name: UUID) -> None:
        """A step that gives something true has more to do, but stopping comes first."""
        while self._hourly[name]() and not self._stopping.is_set():
            pass

    def _run_soon(self, work: Work, item: UUID) -> None:
        """Give the work to a thread of its kind, unless this process has the same to do already."""
        with self._lock:
            if item in self._given:
                return
            self._given.add(item)
        if id(work) not in self._pools:
            self._pools[id(work)] = DaemonThreads(self._threads, name="sweeper")
        self._pools[id(work)].submit(lambda: self._run(work, item))

    def _run(self, work: Work, item: UUID) -> None:
        with self._lock:
            self._under_way += 1
        try:
            if not self._stopping.is_set():
                self._attempt(lambda: work(item))
        finally:
            with self._lock:
                self._under_way -= 1
                self._given.discard(item)

    def _attempt(self, step: Callable[[], object]) -> None:
        """No error ends the sweeper: a database that is away now may be back next time."""
        try:
            step()
        except Exception as error:
            log.error("the sweeper could not: %s", error, exc_info=error)
