"""The policy as properties: what fits is granted in any order, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.policy import (
    GOOD_CHUNK_SIZE_MIN,
    ChunkLimits,
    EffectiveLimits,
    ProviderCapabilities,
    ProviderPolicy,
)
from dds_upload.core.uploads.tally import Tally
from tests.house.refusals import TOO_MANY_CHUNKS, refuses
from tests.uploads.granted import Granted, left


def limits_up_to(number: int, size: int) -> st.SearchStrategy[EffectiveLimits]:
    """All there can be: the smallest chunk that can be joined is no larger than the largest."""
    return st.integers(1, size).flatmap(
        lambda most: st.builds(
            EffectiveLimits, st.integers(1, number), st.just(most), st.integers(1, most)
        )
    )


LIMITS = limits_up_to(40, 1000)
HUGE = limits_up_to(2**31, 2**32)


class Cut:
    """A file under limits, cut into chunks: all of at least the minimum, but for the last."""

    def __init__(self, limits: ChunkLimits, size: int, sizes: list[int]) -> None:
        self.limits, self.size, self.sizes = limits, size, sizes

    @property
    def granted(self) -> Granted:
        return Granted(limits=self.limits, file_size=self.size)


@st.composite
def cuts(draw: st.DrawFn) -> Cut:
    most = draw(LIMITS)
    size = draw(st.integers(0, most.file_max_size_bytes))
    limits = most.chunk_limits(size)
    sizes: list[int] = []
    rest = size
    while rest > 0:
        chunk = draw(st.integers(limits.short_below_bytes, limits.chunk_max_size_bytes))
        sizes.append(min(chunk, rest))
        rest -= sizes[-1]
    if len(sizes) < limits.chunk_max_number and (not sizes or draw(st.booleans())):
        last_is_short = bool(sizes) and sizes[-1] < limits.short_below_bytes
        sizes += [] if last_is_short else [0]  # as the portal does it
    return Cut(limits, size, sizes)


@given(cuts(), st.integers(0, 1), st.randoms())
def test_every_chunking_that_fits_is_granted_in_any_order(
    cut: Cut, first: int, rng: object
) -> None:
    chunks = list(enumerate(cut.sizes, first))
    rng.shuffle(chunks)  # type: ignore[attr-defined]
    granted = cut.granted
    for number, size in chunks:
        granted.grant(number, size)
    for number, size in chunks:
        granted.grant(number, size)  # a fresh URL for each
    assert granted.tally.size == cut.size
    assert granted.tally.count == len(cut.sizes) <= cut.limits.chunk_max_number


@given(cuts(), st.integers(1, 2**70))
def test_one_byte_more_is_refused_and_said_how_much_is_left(cut: Cut, more: int) -> None:
    granted = cut.granted
    for number, size in enumerate(cut.sizes):
        granted.grant(number, size)
    number = len(cut.sizes) - 1
    size = granted.rows.get(number, 0)
    fields, _ = granted.refusal(max(number, 0), size + more)
    assert left(size) in fields


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 50))
def test_one_chunk_more_is_refused_whatever_its_size(number: int, size: int, more: int) -> None:
    limits = EffectiveLimits(number, size).chunk_limits(number * size)
    granted = Granted(*((n, size) for n in range(number)), limits=limits, file_size=number * size)
    assert granted.refusal(number, more)[1] == [TOO_MANY_CHUNKS]


@given(
    LIMITS.flatmap(lambda most: st.tuples(st.just(most), st.integers(0, most.file_max_size_bytes))),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1000)), max_size=40),
)
def test_whatever_is_asked_the_tally_is_that_of_the_rows(
    most: tuple[EffectiveLimits, int], asked: list[tuple[int, int]]
) -> None:
    limits, file_size = most[0].chunk_limits(most[1]), most[1]
    granted = Granted(limits=limits, file_size=file_size)
    for number, size in asked:
        try:
            granted.grant(number, size)
        except ValidationFailed:
            continue
    rows = granted.rows
    short = [number for number, size in rows.items() if size < limits.short_below_bytes]
    assert len(short) <= 1
    assert granted.tally == Tally(
        count=len(rows),
        size=sum(rows.values()),
        highest=max(rows, default=-1),
        short=short[0] if short else None,
    )
    assert len(rows) <= limits.chunk_max_number
    assert all(number == max(rows) for number in short)
    assert sum(rows.values()) <= file_size


@given(HUGE.flatmap(lambda it: st.tuples(st.just(it), st.integers(0, it.file_max_size_bytes))))
def test_the_minimum_is_the_smallest_that_will_do(case: tuple[EffectiveLimits, int]) -> None:
    most, size = case
    least = most.chunk_limits(size).chunk_min_size_bytes
    assert least * most.chunk_max_number >= size
    assert least >= (most.chunk_min_size_bytes if size else 0)
    fewer_would_do = (least - 1) * most.chunk_max_number < size
    assert least == 0 or least == most.chunk_min_size_bytes or fewer_would_do
    assert least <= most.chunk_max_size_bytes


@given(HUGE.flatmap(lambda it: st.tuples(st.just(it), st.integers(0, it.file_max_size_bytes))))
def test_a_plan_keeps_the_limits(case: tuple[EffectiveLimits, int]) -> None:
    most, size = case
    plan = most.plan(size)
    assert plan.fits
    assert plan.chunk_size_bytes is not None
    assert plan.chunk_count == -(-size // plan.chunk_size_bytes)
    assert plan.chunk_count <= most.chunk_max_number
    least = most.chunk_limits(size).chunk_min_size_bytes
    assert plan.chunk_min_size_bytes == least <= plan.chunk_size_bytes
    good = min(GOOD_CHUNK_SIZE_MIN, most.chunk_max_size_bytes)
    assert good <= plan.chunk_size_bytes <= most.chunk_max_size_bytes


@given(HUGE, st.integers(1, 2**80))
def test_a_larger_file_is_refused_and_no_plan_fits(most: EffectiveLimits, more: int) -> None:
    size = most.file_max_size_bytes + more
    with refuses(ValidationFailed, Reason.FILE_TOO_LARGE, max=most.file_max_size_bytes):
        most.chunk_limits(size)
    with refuses(ValidationFailed, Reason.FILE_TOO_LARGE, max=most.chunk_max_size_bytes):
        most.whole_limits(most.chunk_max_size_bytes + more)
    assert not most.plan(size).fits


@pytest.mark.parametrize(
    ("size", "least"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (999, 100), (1000, 100)]
)
def test_the_minimum_chunk_size_is_rounded_up(size: int, least: int) -> None:
    assert EffectiveLimits(10, 100).chunk_limits(size) == ChunkLimits(least, 100, 10)


def test_the_stricter_of_policy_and_storage_holds_and_faults_are_told() -> None:
    policy = ProviderPolicy("md5", 10, 100)
    storage = ProviderCapabilities(segment_max_number=5, segment_max_size_bytes=70)
    assert EffectiveLimits.of(policy, storage) == EffectiveLimits(5, 70)
    assert EffectiveLimits.of(policy, ProviderCapabilities()) == EffectiveLimits(10, 100)
    assert EffectiveLimits.of(policy, ProviderCapabilities(50, 700)) == EffectiveLimits(10, 100)
    assert storage.faults_of(policy) == [
        "chunk_max_number is 10, the storage joins at most 5 segments",
        "chunk_max_size_bytes is 100, the storage holds objects of at most 70 bytes",
    ]
    assert ProviderCapabilities(10, 100).faults_of(policy) == []


@pytest.mark.parametrize(
    ("size", "least"), [(0, 0), (1, 40), (39, 40), (400, 40), (401, 41), (1000, 100)]
)
def test_what_storage_cannot_join_is_below_the_minimum(size: int, least: int) -> None:
    most = EffectiveLimits.of(
        ProviderPolicy("md5", 10, 100), ProviderCapabilities(segment_min_size_bytes=40)
    )
    assert most == EffectiveLimits(10, 100, 40)
    assert most.chunk_limits(size) == ChunkLimits(least, 100, 10)
    assert most.plan(size).chunk_min_size_bytes == least


def test_a_file_smaller_than_the_smallest_segment_is_one_chunk_or_sent_whole() -> None:
    most = EffectiveLimits(10, 100, 40)
    small = Granted((1, 30), limits=most.chunk_limits(30), file_size=30)
    assert small.tally == Tally(count=1, size=30, highest=1, short=1)
    half = Granted(limits=most.chunk_limits(30), file_size=30)
    half.grant(1, 15)  # it may be the last, and the first is still to come
    assert half.refusal(0, 15)[0][0][0] == "size"
    assert most.whole_limits(30) == ChunkLimits(30, 100, 1)


@pytest.mark.parametrize(
    ("largest", "smallest", "faults"),
    [
        (100, 1, []),
        (1, 1, []),
        (64, 40, []),
        (40, 40, ["at least 40 bytes, and chunks by content would have 64"]),
        (63, 40, ["at least 40 bytes, and chunks by content would have 64"]),
        (39, 40, ["at least 40 bytes"]),
    ],
)
def test_a_policy_below_the_smallest_segment_is_a_fault(
    largest: int, smallest: int, faults: list[str]
) -> None:
    storage = ProviderCapabilities(segment_min_size_bytes=smallest)
    begin = f"chunk_max_size_bytes is {largest}, the storage joins segments of "
    found = storage.faults_of(ProviderPolicy("md5", 10, largest))
    assert found == [begin + fault for fault in faults]
