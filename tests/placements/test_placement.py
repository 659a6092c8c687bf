"""What may be placed where, and what is missing: against sets of byte numbers."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dds_upload.core.errors import Overlap, ValidationFailed
from dds_upload.core.placements.placement import judge_placement, missing_ranges, range_at
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.policy import ChunkLimits, EffectiveLimits
from dds_upload.core.uploads.tally import Tally
from tests.house.refusals import TOO_MANY_CHUNKS, said_of_objects
from tests.placements.placed import Placed, upload_of

#: A file of 250 bytes in at most 5 chunks, so at least 50 bytes each, at most 100.
LIMITS = ChunkLimits(50, 100, 5)
WRONG_SIZE = "Invalid chunk size specified - must be in range 50-100"

OFFERS = st.tuples(st.integers(0, 40), st.integers(1, 40))
ANY = ChunkLimits(0, 2**63 - 1, 2**31 - 1)


def numbers(ranges: list[ByteRange]) -> list[int]:
    """Every byte of all of them."""
    return [at for each in ranges for at in range(each.first, each.last + 1)]


@given(st.integers(1, 40), st.lists(OFFERS, max_size=12), st.booleans())
def test_chunks_never_overlap_and_their_sum_tells_whether_they_cover(
    size: int, offers: list[tuple[int, int]], all_chunks: bool
) -> None:
    placed = Placed(size, ANY)
    for offset, length in offers:
        with suppress(Overlap, ValidationFailed):
            placed.place(offset, length, all_chunks=all_chunks)
        covered = numbers(placed.ranges)
        assert len(covered) == len(set(covered)) == placed.upload.tally.size
        assert set(covered) <= set(range(size))
        assert placed.upload.tally.count == len(placed.chunks)
        assert (placed.upload.missing_bytes == 0) == (set(covered) == set(range(size)))
        assert set(numbers(placed.missing)) == set(range(size)) - set(covered)


@given(st.integers(1, 40), st.lists(OFFERS, max_size=12), OFFERS)
def test_a_chunk_is_refused_only_for_a_reason(
    size: int, offers: list[tuple[int, int]], last: tuple[int, int]
) -> None:
    placed = Placed(size, ANY)
    for offset, length in offers:
        with suppress(Overlap, ValidationFailed):
            placed.place(offset, length)
    wanted = range_at(*last)
    others = [each for each in placed.ranges if each.first != wanted.first]
    met = [each for each in others if set(numbers([each])) & set(numbers([wanted]))]
    before = placed.upload.tally
    if wanted.last < size and not met:
        placed.place(*last)
        assert wanted in placed.ranges
        return
    with pytest.raises((ValidationFailed, Overlap)) as caught:
        placed.place(*last)
    if isinstance(caught.value, Overlap):
        assert caught.value.taken in met
    else:
        assert wanted.last >= size
    assert placed.upload.tally == before


@given(st.integers(0, 60), st.lists(OFFERS, max_size=12), st.integers(1, 5), st.integers(1, 20))
@example(10, [(0, 10)], 1, 10)
@example(0, [(0, 1)], 1, 1)
def test_whatever_the_policy_chunks_are_within_it(
    size: int, offers: list[tuple[int, int]], number: int, largest: int
) -> None:
    allowed = EffectiveLimits(number, largest)
    if size > allowed.file_max_size_bytes:
        return
    placed = Placed(size, allowed.chunk_limits(size))
    for offset, length in offers:
        with suppress(Overlap, ValidationFailed):
            placed.place(offset, length)
    assert len(placed.chunks) <= number
    for each in placed.ranges:
        is_last = each.last == size - 1
        assert each.length <= largest
        assert is_last or each.length * number >= size


@given(st.integers(1, 200), st.integers(1, 6), st.integers(1, 40), st.randoms())
def test_a_file_cut_by_its_limits_can_always_be_placed_in_any_order(
    size: int, number: int, largest: int, order: Random
) -> None:
    allowed = EffectiveLimits(number, largest)
    if size > allowed.file_max_size_bytes:
        return
    limits = allowed.chunk_limits(size)
    for cut in {limits.short_below_bytes, largest}:
        chunks = [(first, min(cut, size - first)) for first in range(0, size, cut)]
        order.shuffle(chunks)
        placed = Placed(size, limits, *chunks)
        assert placed.missing == []
        assert placed.upload.missing_bytes == 0


@given(st.sets(st.integers(0, 30), max_size=20), st.integers(0, 31))
def test_missing_ranges_are_what_is_not_there(there: set[int], size: int) -> None:
    placed = [ByteRange(at, at) for at in sorted(there) if at < size]
    missing = list(missing_ranges(placed, size))
    assert set(numbers(missing)) == set(range(size)) - there
    for each, following in pairwise(missing):
        assert each.last + 1 < following.first  # none could be told as one with the next
    assert all(each.length > 0 for each in missing)


def test_a_file_of_no_bytes_lacks_none() -> None:
    assert list(missing_ranges([], 0)) == []
    assert upload_of(0, ANY).missing_bytes == 0


def test_sizes_of_64_bits_are_counted_exactly() -> None:
    size = 2**63 - 1
    placed = Placed(size, ANY, (size - 1, 1), (0, 2**53 + 1))
    assert placed.missing == [ByteRange(2**53 + 1, size - 2)]
    assert placed.upload.missing_bytes == size - 2**53 - 2


REFUSED: dict[str, tuple[list[tuple[int, int]], tuple[int, int], list[str]]] = {
    "too large": ([], (0, 101), [WRONG_SIZE]),
    "too small": ([], (0, 49), [WRONG_SIZE]),
    "too small before the last byte": ([], (200, 49), [WRONG_SIZE]),
    "too small when it replaces": ([(0, 60)], (0, 10), [WRONG_SIZE]),
    "empty": ([], (0, 0), [WRONG_SIZE]),
    "past the end": (
        [],
        (200, 51),
        ["bytes 200-250 do not lie inside the 250 bytes of the upload"],
    ),
    "far away": ([], (10**40, 60), []),
    "one too many": ([(n * 50, 50) for n in range(4)] + [(249, 1)], (200, 20), [TOO_MANY_CHUNKS]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_chunk_outside_of_the_limits_is_refused(case: str) -> None:
    chunks, offer, texts = REFUSED[case]
    placed = Placed(250, LIMITS, *chunks)
    with pytest.raises(ValidationFailed) as caught:
        placed.place(*offer)
    assert caught.value.objects
    assert set(texts) <= set(said_of_objects(caught.value))
    assert not caught.value.fields
    assert placed.ranges == [range_at(*each) for each in chunks]


def test_all_limits_that_are_broken_are_told_at_once() -> None:
    placed = Placed(250, LIMITS, *((n * 50, 50) for n in range(5)))
    with pytest.raises(ValidationFailed) as caught:
        placed.place(101, 101)
    assert set(said_of_objects(caught.value)) == {WRONG_SIZE, TOO_MANY_CHUNKS}


@pytest.mark.parametrize("offer", [(0, 50), (0, 100), (150, 100), (240, 10), (249, 1)])
def test_chunks_within_the_limits_are_placed(offer: tuple[int, int]) -> None:
    assert Placed(250, LIMITS, offer).upload.tally == Tally(count=1, size=offer[1])


def test_a_chunk_is_replaced_whatever_its_length_and_at_the_limit_of_their_number() -> None:
    placed = Placed(250, LIMITS, *((n * 50, 50) for n in range(4)), (240, 10))
    placed.place(150, 90)
    assert placed.upload.tally == Tally(count=5, size=250)
    placed.place(150, 50)
    assert placed.upload.tally == Tally(count=5, size=210)
    assert placed.missing == [ByteRange(200, 239)]


@pytest.mark.parametrize(
    ("offer", "taken"),
    [
        ((40, 60), ByteRange(0, 59)),
        ((59, 50), ByteRange(0, 59)),
        ((60, 41), ByteRange(100, 159)),
        ((0, 100), None),
        ((60, 40), None),
        ((100, 100), None),
    ],
)
def test_an_overlap_names_the_chunk_that_is_there(
    offer: tuple[int, int], taken: ByteRange | None
) -> None:
    placed = Placed(250, ChunkLimits(10, 100, 25), (0, 60), (100, 60))
    if taken is None:
        placed.place(*offer)
        return
    with pytest.raises(Overlap) as caught:
        placed.place(*offer)
    assert caught.value.taken == taken
    assert str(range_at(*offer)) in str(caught.value)
    assert str(taken) in str(caught.value)


def test_the_judgement_changes_nothing() -> None:
    placed = Placed(250, LIMITS, (0, 60))
    before = placed.upload
    judge_placement(ByteRange(60, 119), before, placed.ranges)
    assert placed.upload == before
