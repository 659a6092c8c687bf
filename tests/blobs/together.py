"""Several things at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from tests.house.setting import Lab

T = TypeVar("T")


def together(lab: Lab, works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of it at once, each in a thread that gives its connection back; give the results."""
    start = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        start.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=60))
