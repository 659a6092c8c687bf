"""Runs many pieces of work in a few threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class SideBySide(Generic[T, R]):
    """Does `work` for each item, in some threads; of many items few are held at a time.

    The threads are daemons: a process that was told to end does not wait for them.
    """

    def __init__(self, items: Iterable[T], work: Callable[[T], R], threads: int) -> None:
        """Start at once."""
        self._items: Iterator[T] = iter(items)
        self._work = work
        self._lock = threading.Lock()
        self._results: list[R] = []
        self._error: BaseException | None = None
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def results(self) -> list[R]:
        """Wait for all, in no order.

        Raises what `work` raised first; what was not begun by then never is.
        """
        for thread in self._threads:
            thread.join()
        if self._error is not None:
            raise self._error
        return self._results

    def _run(self) -> None:
        while self._error is None:
            try:
                with self._lock:
                    item = next(self._items, self)
                if item is self:
                    return
                result = self._work(item)  # type: ignore[arg-type] # only the end is no item
            except BaseException as error:
                self._error = self._error or error
                return
            self._results.append(result)


def side_by_side(items: Iterable[T], work: Callable[[T], R], threads: int) -> list[R]:
    """The results of `work` for each item, in no order."""
    return SideBySide(items, work, threads).results()
