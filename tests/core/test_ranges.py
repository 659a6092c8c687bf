"""Ranges of bytes, both ends included, against sets of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dds_upload.core.placements.placement import range_at
from dds_upload.core.ranges import ByteRange

#: Two ends of a range, in order.
ENDS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)
RANGES = ENDS.map(lambda ends: ByteRange(*ends))


def numbers(it: ByteRange) -> set[int]:
    """Every byte of a range."""
    return set(range(it.first, it.last + 1))


@given(RANGES, RANGES)
def test_ranges_overlap_where_a_byte_is_in_both(one: ByteRange, other: ByteRange) -> None:
    assert one.overlaps(other) == bool(numbers(one) & numbers(other))
    assert one.overlaps(other) == other.overlaps(one)


@given(RANGES)
def test_a_range_overlaps_itself(it: ByteRange) -> None:
    assert it.overlaps(it)


@given(RANGES)
def test_a_range_is_as_long_as_it_has_bytes(it: ByteRange) -> None:
    assert it.length == len(numbers(it))
    assert range_at(it.first, it.length) == it


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (ByteRange(0, 4), ByteRange(5, 9), False),
        (ByteRange(0, 5), ByteRange(5, 9), True),
        (ByteRange(0, 9), ByteRange(4, 4), True),
        (ByteRange(0, 0), ByteRange(0, 0), True),
        (ByteRange(0, 0), ByteRange(1, 1), False),
        (ByteRange(2**63 - 2, 2**63 - 2), ByteRange(2**63 - 1, 2**63 - 1), False),
        (ByteRange(0, 2**63 - 1), ByteRange(2**63 - 1, 2**63 - 1), True),
    ],
)
def test_neighbours_do_not_overlap(one: ByteRange, other: ByteRange, overlap: bool) -> None:
    assert one.overlaps(other) is other.overlaps(one) is overlap


def test_a_range_is_written_with_a_hyphen() -> None:
    assert str(ByteRange(0, 2**63 - 1)) == f"0-{2**63 - 1}"
