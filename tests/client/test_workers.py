"""Work in several threads: nothing is lost, and the first error ends it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from dds_client.transfer.workers import side_by_side


def test_everything_is_done_once() -> None:
    assert sorted(side_by_side(range(1000), lambda n: n * 2, 8)) == list(range(0, 2000, 2))
    assert side_by_side([], lambda n: n, 0) == []


def test_items_are_taken_as_they_are_needed_and_none_after_an_error() -> None:
    def work(number: int) -> None:
        if number == 50:
            raise ValueError("the fiftieth")

    with pytest.raises(ValueError, match="the fiftieth"):
        side_by_side(itertools.count(), work, 2)


def test_an_error_of_the_items_ends_it_too() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        side_by_side(items(), lambda n: n, 3)
