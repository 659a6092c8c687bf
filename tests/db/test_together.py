"""Writes that come while another is under way are done together, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest

from db.together import Together
from dds_upload.core.errors import RecordsUnavailable

Item = tuple[str, int]


class Desk:
    """Writes one batch at a time, the first of which takes until it is let go on."""

    def __init__(self) -> None:
        self.batches: list[list[Item]] = []
        self.begun, self.goes_on = Event(), Event()
        self.outcome: Callable[[Sequence[Item]], Sequence[bool | None]] = lambda items: [
            number % 2 == 1 for _, number in items
        ]
        self.patience = 30.0
        self.together = Together(self.write, lambda item: item[0], lambda: self.patience)

    def write(self, items: Sequence[Item]) -> Sequence[bool | None]:
        self.batches.append(list(items))
        if len(self.batches) == 1:
            self.begun.set()
            assert self.goes_on.wait(30)
        return self.outcome(items)

    def all_at_once(self, pool: ThreadPoolExecutor, items: Sequence[Item]) -> list[Future[bool]]:
        """The first is under way when the others come, in their order."""
        first = pool.submit(self.together, items[0])
        assert self.begun.wait(30)
        rest = []
        for item in items[1:]:
            rest.append(pool.submit(self.together, item))
            self.wait_for(len(rest))
        return [first, *rest]

    def wait_for(self, waiting: int) -> None:
        until = monotonic() + 30
        while len(self.together._places) < waiting and monotonic() < until:
            sleep(0.001)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_who_comes_alone_writes_at_once(desk: Desk) -> None:
    desk.goes_on.set()
    assert [desk.together((f"{it}", it)) for it in (1, 2, 3)] == [True, False, True]
    assert [len(batch) for batch in desk.batches] == [1, 1, 1]


def test_who_waits_is_written_together_and_each_has_its_own_outcome(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = desk.all_at_once(pool, [(f"{it}", it) for it in range(6)])
        desk.goes_on.set()
        assert [it.result(30) for it in written] == [False, True] * 3
    assert [len(batch) for batch in desk.batches] == [1, 5]


def test_of_one_key_there_is_one_at_a_time_in_their_order(desk: Desk) -> None:
    items = [("a", 1), ("a", 3), ("b", 5), ("a", 7), ("b", 9)]
    with ThreadPoolExecutor(8) as pool:
        written = desk.all_at_once(pool, items)
        desk.goes_on.set()
        assert all(it.result(30) for it in written)
    assert desk.batches == [[("a", 1)], [("a", 3), ("b", 5)], [("a", 7), ("b", 9)]]


def test_what_is_to_be_tried_alone_is(desk: Desk) -> None:
    desk.outcome = lambda items: [True if len(items) == 1 else None for _ in items]
    with ThreadPoolExecutor(8) as pool:
        written = desk.all_at_once(pool, [(f"{it}", it) for it in range(3)])
        desk.goes_on.set()
        assert all(it.result(30) for it in written)
    assert sorted(map(len, desk.batches)) == [1, 1, 1, 2]


def test_a_fault_of_one_is_not_that_of_the_others(desk: Desk) -> None:
    def fail(items: Sequence[Item]) -> Sequence[bool]:
        if any(number == 2 for _, number in items):
            raise ValueError("of the second")
        return [True for _ in items]

    desk.outcome = fail
    with ThreadPoolExecutor(8) as pool:
        first, second, third = desk.all_at_once(pool, [("a", 1), ("b", 2), ("c", 3)])
        desk.goes_on.set()
        assert first.result(30)
        assert third.result(30)
        with pytest.raises(ValueError, match="of the second"):
            second.result(30)


def test_a_database_that_is_away_is_away_for_all_and_can_come_back(desk: Desk) -> None:
    def fail(items: Sequence[Item]) -> Sequence[bool]:
        raise RecordsUnavailable("away")

    desk.outcome = fail
    with ThreadPoolExecutor(8) as pool:
        written = desk.all_at_once(pool, [(f"{it}", it) for it in range(3)])
        desk.goes_on.set()
        for each in written:
            with pytest.raises(RecordsUnavailable):
                each.result(30)
    desk.outcome = lambda items: [True]
    assert desk.together(("a", 1))


def test_who_waits_in_vain_for_the_others_is_told_so_and_not_written(desk: Desk) -> None:
    desk.patience = 0.01
    with ThreadPoolExecutor(8) as pool:
        first, second = desk.all_at_once(pool, [("a", 1), ("b", 3)])
        with pytest.raises(RecordsUnavailable):
            second.result(30)
        desk.goes_on.set()
        assert first.result(30)
    assert desk.batches == [[("a", 1)]]
    assert desk.together(("c", 5))
