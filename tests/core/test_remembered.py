"""What a process remembers, and that it is bounded."""

from __future__ import annotations

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
