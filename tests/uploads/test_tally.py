"""The rules of chunks, each by itself and all at once; the tables are small enough to read."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.tally import Tally
from tests.house.refusals import TOO_MANY_CHUNKS
from tests.uploads.granted import LIMITS, Granted, left

RANGE = ("size", "Invalid chunk size specified - must be in range 50-100")


def not_after(number: int) -> tuple[str, str]:
    return "number", f"must not follow chunk {number}, which is shorter than 50"


class Refused(NamedTuple):
    """A chunk that is refused after others were granted."""

    granted: list[tuple[int, int]]
    number: int
    size: int
    fields: list[tuple[str, str]]
    objects: list[str] = []  # noqa: RUF012 - never changed


REFUSED = {
    "larger than the maximum": Refused([], 1, 101, [RANGE]),
    "more than is left": Refused([(1, 100), (2, 100)], 3, 51, [left(50)]),
    "larger than file and maximum": Refused([], 1, 251, [RANGE, left(250)]),
    "short, and others may come before it": Refused([], 1, 49, [RANGE]),
    "short below a higher number": Refused([(3, 50)], 2, 49, [RANGE]),
    "a second short one": Refused([(3, 10)], 2, 20, [RANGE]),
    "above a short one": Refused([(3, 50), (4, 10)], 5, 60, [not_after(4)]),
    "short above a short one": Refused([(3, 50), (4, 10)], 5, 0, [RANGE, not_after(4)]),
    "empty, and others may come before it": Refused([], 2, 0, [RANGE]),
    "one too many": Refused([(n, 50) for n in range(5)], 5, 50, [left(0)], [TOO_MANY_CHUNKS]),
    "one too many, of no bytes": Refused([(n, 50) for n in range(5)], 5, 0, [], [TOO_MANY_CHUNKS]),
    "everything wrong at once": Refused(
        [(1, 60), (2, 60), (3, 60), (4, 55), (5, 10)],
        6,
        101,
        [RANGE, left(5), not_after(5)],
        [TOO_MANY_CHUNKS],
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_chunk_is_refused_with_everything_that_is_wrong(case: Refused) -> None:
    refusal = Granted(*case.granted).refusal(case.number, case.size)
    assert refusal == (case.fields, case.objects)


@pytest.mark.parametrize(
    "chunks",
    [
        [(1, 100), (2, 100), (3, 50)],
        [(3, 50), (2, 100), (1, 100)],
        [(3, 10), (1, 100), (2, 100)],
        [(0, 100), (1, 100), (2, 50), (3, 0)],
        [(7, 0), (1, 100), (2, 100), (3, 50)],
        [(2**31 - 1, 1), (10, 100), (20, 100)],
        [(n, 50) for n in (4, 1, 3, 0, 2)],
    ],
)
def test_chunks_that_fit_are_granted_in_any_order(chunks: list[tuple[int, int]]) -> None:
    granted = Granted(*chunks)
    assert granted.tally.count == len(granted.rows)
    assert granted.tally.size == sum(granted.rows.values())
    assert granted.tally.highest == max(granted.rows)


def test_both_bounds_are_allowed() -> None:
    assert Granted((1, 50), (2, 100)).tally == Tally(count=2, size=150, highest=2)


def test_a_number_is_replaced_at_the_limit_of_chunks_and_bytes() -> None:
    granted = Granted(*((number, 50) for number in range(5)))
    granted.grant(2, 50)
    assert granted.tally == Tally(count=5, size=250, highest=4)
    assert granted.refusal(2, 51) == ([left(50)], [])


def test_a_short_chunk_replaced_by_a_full_one_lets_others_follow() -> None:
    granted = Granted((1, 100), (2, 100), (3, 20))
    assert granted.tally.short == 3
    assert granted.refusal(4, 50)[0] == [left(30), not_after(3)]
    granted.grant(3, 50)
    assert granted.tally.short is None
    granted.grant(4, 0)
    assert granted.tally == Tally(count=4, size=250, highest=4, short=4)


def test_a_full_chunk_is_made_short_only_as_the_last() -> None:
    granted = Granted((1, 100), (2, 100))
    assert granted.refusal(1, 49)[0] == [RANGE]
    assert granted.refusal(2, 40)[0] == [RANGE]
    granted = Granted((2, 100), (3, 50))
    granted.grant(3, 49)
    assert granted.tally.short == 3


def test_a_short_chunk_can_change_its_size_and_stay_the_last() -> None:
    granted = Granted((3, 10))
    granted.grant(3, 20)
    assert granted.tally == Tally(count=1, size=20, highest=3, short=3)


def test_what_comes_before_a_short_chunk_must_fit_the_numbers_below_it() -> None:
    assert Granted().refusal(2, 10)[0] == [RANGE]  # 240 bytes would not fit chunks 0 and 1
    assert Granted((3, 10)).tally.short == 3
    assert Granted((2, 49), limits=ChunkLimits(50, 100, 5), file_size=249).tally.short == 2
    assert Granted(limits=LIMITS, file_size=250).refusal(2, 49)[0] == [RANGE]


def test_an_empty_file_is_one_empty_chunk_at_any_number() -> None:
    empty = ChunkLimits(0, 100, 5)
    for number in (0, 1, 2**31 - 1):
        assert Granted((number, 0), limits=empty, file_size=0).tally.count == 1
    granted = Granted((1, 0), limits=empty, file_size=0)
    bounds = ("size", "Invalid chunk size specified - must be in range 0-100")
    behind = ("number", "must not follow chunk 1, which is shorter than 1")
    assert granted.refusal(2, 0)[0] == [bounds, behind]
    assert granted.refusal(1, 1)[0] == [left(0)]


def test_sizes_beyond_64_bits_and_beyond_floats_are_judged_exactly() -> None:
    largest = 2**53 + 1
    limits = ChunkLimits(largest, largest, 1)
    assert Granted((1, largest), limits=limits, file_size=largest).tally.size == largest
    granted = Granted(limits=limits, file_size=largest)
    assert left(largest) in granted.refusal(1, largest + 1)[0]
    assert left(largest) in granted.refusal(1, 10**4000)[0]
