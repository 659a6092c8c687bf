"""A new chunk is recorded on any tally within its leeway: the judgement must be the same there."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.policy import EffectiveLimits
from dds_upload.core.uploads.tally import Tally, judge, leeway

_NUMBERS = st.integers(0, 6)
_TALLIES = st.builds(
    Tally, st.integers(0, 6), st.integers(0, 40), st.integers(-1, 6), st.none() | _NUMBERS
)
_LIMITS = st.builds(EffectiveLimits, st.integers(1, 5), st.integers(1, 10))


@given(_NUMBERS, st.integers(0, 12), _TALLIES, _TALLIES, _LIMITS, st.integers(0, 40))
def test_within_the_leeway_a_new_chunk_is_granted_and_adds_the_same(
    number: int, size: int, judged: Tally, moved: Tally, allowed: EffectiveLimits, file_size: int
) -> None:
    assume(file_size <= allowed.file_max_size_bytes)
    limits = allowed.chunk_limits(file_size)

    def grant(tally: Tally) -> Tally:
        return judge(
            number, size, former_size=None, tally=tally, limits=limits, file_size=file_size
        )

    try:
        after = grant(judged)
    except ValidationFailed:
        return
    same = leeway(number, size, tally=judged, limits=limits, file_size=file_size)
    assert same.covers(judged)
    if same.covers(moved):
        there = grant(moved)
        assert there.count - moved.count == after.count - judged.count
        assert there.size - moved.size == after.size - judged.size
        assert there.short == after.short
        assert there.highest == max(moved.highest, number)
