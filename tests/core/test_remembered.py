"""What a process remembers, and that it is bounded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dds_upload.core.remembered import Remembered


def test_the_last_ones_are_remembered() -> None:
    known: Remembered[int, str] = Remembered(most=2)
    for number in range(3):
        known.put(number, str(number))
    assert [known.get(number) for number in range(3)] == [None, "1", "2"]


def test_a_value_is_replaced() -> None:
    known: Remembered[int, str] = Remembered(most=2)
    known.put(1, "old")
    known.put(1, "new")
    assert known.get(1) == "new"


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_any_number_of_threads_may_remember_at_once(restless: None) -> None:
    known: Remembered[int, int] = Remembered(most=3)

    def remember(first: int) -> None:
        for number in range(first, first + 20_000):
            known.put(number, number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(remember, range(0, 400_000, 100_000)))
    assert sum(known.get(number) is not None for number in range(400_000)) == 3
