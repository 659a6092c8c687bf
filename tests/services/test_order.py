"""The parts of a run begin with the tests of shared servers, and no test is lost or doubled."""

from __future__ import annotations

import pytest

from tests.services.order import filled_up


def test_each_part_begins_with_its_head_and_is_filled_up() -> None:
    assert filled_up([["a1", "a2"], ["b1"]], list("uvwxy")) == [
        *("a1", "a2", "u", "v"),
        *("b1", "w", "x", "y"),
    ]


@pytest.mark.parametrize(
    ("heads", "others"),
    [
        ([[1, 2, 3, 4, 5], [], [6]], [7, 8]),
        ([[], []], [1, 2, 3]),
        ([[1], [2], [3]], []),
        ([[1, 2]], [3]),
        ([[]], []),
    ],
)
def test_all_are_there_once_however_long_the_heads_are(
    heads: list[list[int]], others: list[int]
) -> None:
    expected = [*(it for head in heads for it in head), *others]
    found = filled_up(heads, others)
    assert sorted(found) == sorted(expected)
    assert [it for it in found if it in others] == others
