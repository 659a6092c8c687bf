"""Runs the sweep every few seconds, and the work that it finds in threads of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from uuid import UUID, uuid4

log = logging.getLogger(__name__)

Work = Callable[[UUID], None]
Sweep = Callable[[Callable[[Work, UUID], None]], None]

#: Work that no client waits for is done this often; seconds.
HOUR = 3600.0


class Sweeper:
    """A thread that sweeps, and a few for long work; started and stopped as one."""

    def __init__(
        self,
        sweep: Sweep,
        hourly: Sequence[Callable[[], object]],
        *,
        pause: float = 2.0,
        threads: int = 2,
    ) -> None:
        self._sweep = sweep
        self._hourly = {uuid4(): step for step in hourly}
        self._pause = pause
        self._stopping = Event()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sweeper")
        self._running: set[UUID] = set()
        self._lock = Lock()
        self._thread = Thread(target=self._loop, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin; the first round follows at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round and the work under way; work that has not begun stays due."""
        self._stopping.set()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def _loop(self) -> None:
        next_hour = time.monotonic()
        while not self._stopping.is_set():
            self._attempt(lambda: self._sweep(self._run_soon))
            if time.monotonic() >= next_hour:
                next_hour = time.monotonic() + HOUR
                for name in self._hourly:
                    self._run_soon(self._run_hourly, name)
            self._stopping.wait(self._pause)

    def _run_hourly(self, name: UUID) -> None:
        """A step that gives something true has more to do, but stopping comes first."""
        while self._hourly[name]() and not self._stopping.is_set():
            pass

    def _run_soon(self, work: Work, item: UUID) -> None:
        """Give the work to a thread, unless the same is under way in this process."""
        with self._lock:
            if item in self._running:
                return
            self._running.add(item)
        self._pool.submit(self._run, work, item)

    def _run(self, work: Work, item: UUID) -> None:
        try:
            self._attempt(lambda: work(item))
        finally:
            with self._lock:
                self._running.discard(item)

    def _attempt(self, step: Callable[[], object]) -> None:
        """No error ends the sweeper: a database that is away now may be back next time."""
        try:
            step()
        except Exception as error:
            log.error("the sweeper could not: %s", error, exc_info=error)
