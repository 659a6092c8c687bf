"""A new chunk is recorded on any tally within its leeway: the judgement must be the same there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.policy import ChunkLimits, EffectiveLimits
from dds_upload.core.uploads.chunk import NUMBER_MAX
from dds_upload.core.uploads.tally import Leeway, Tally, judge, leeway


@dataclass(frozen=True)
class NewChunk:
    """A chunk of a new number that is granted on `tally`."""

    number: int
    size: int
    tally: Tally
    limits: ChunkLimits
    file_size: int

    def on(self, tally: Tally) -> Tally:
        """The tally after it, judged on that one."""
        return judge(
            self.number,
            self.size,
            former_size=None,
            tally=tally,
            limits=self.limits,
            file_size=self.file_size,
        )

    @property
    def is_short(self) -> bool:
        return self.size < self.limits.short_below_bytes

    @property
    def leeway(self) -> Leeway:
        return leeway(self.tally, self.on(self.tally), limits=self.limits, file_size=self.file_size)


@st.composite
def new_chunks(draw: st.DrawFn) -> NewChunk:
    """Only chunks that are granted are made, so that no example is thrown away."""
    allowed = EffectiveLimits(draw(st.integers(1, 5)), draw(st.integers(1, 10)))
    file_size = draw(st.integers(0, allowed.file_max_size_bytes))
    limits = allowed.chunk_limits(file_size)
    size = draw(st.integers(0, min(file_size, limits.chunk_max_size_bytes)))
    short: int | None = None
    if size < limits.short_below_bytes:  # the last one: the rest of the file fits below it
        fits_below = -(-(file_size - size) // limits.chunk_max_size_bytes)
        number = draw(st.integers(fits_below, 8))
        highest = draw(st.integers(-1, number))
    else:
        number, highest = draw(st.integers(0, 6)), draw(st.integers(-1, 8))
        short = draw(st.none() | st.integers(number + 1, 8))
    tally = Tally(
        count=draw(st.integers(0, limits.chunk_max_number - 1)),
        size=draw(st.integers(0, file_size - size)),
        highest=highest,
        short=short,
    )
    return NewChunk(number, size, tally, limits, file_size)


@given(new_chunks(), st.data())
def test_within_the_leeway_a_new_chunk_is_granted_and_adds_the_same(
    chunk: NewChunk, data: st.DataObject
) -> None:
    allowed, after = chunk.leeway, chunk.on(chunk.tally)
    assert allowed.covers(chunk.tally)
    moved = Tally(
        count=data.draw(st.integers(0, allowed.count_max)),
        size=data.draw(st.integers(0, allowed.size_max)),
        highest=data.draw(st.integers(-1, min(allowed.highest_max, 9))),
        short=allowed.short,
    )
    assert allowed.covers(moved)
    there = chunk.on(moved)
    assert there.count - moved.count == after.count - chunk.tally.count
    assert there.size - moved.size == after.size - chunk.tally.size
    assert there.short == after.short
    assert there.highest == max(moved.highest, chunk.number)


@pytest.mark.parametrize(
    "edge",
    [
        lambda allowed, beyond: {"count": allowed.count_max + beyond},
        lambda allowed, beyond: {"size": allowed.size_max + beyond},
    ],
    ids=["count", "size"],
)
@given(chunk=new_chunks())
def test_the_leeway_ends_where_the_judgement_does(
    edge: Callable[[Leeway, int], dict[str, int]], chunk: NewChunk
) -> None:
    last, beyond = (replace(chunk.tally, **edge(chunk.leeway, more)) for more in (0, 1))
    assert chunk.leeway.covers(last)
    chunk.on(last)
    assert not chunk.leeway.covers(beyond)
    with pytest.raises(ValidationFailed):
        chunk.on(beyond)


@given(new_chunks())
def test_a_short_chunk_ends_where_a_higher_number_came_first(chunk: NewChunk) -> None:
    if chunk.is_short:
        assert chunk.leeway.highest_max == chunk.number
        with pytest.raises(ValidationFailed):
            chunk.on(replace(chunk.tally, highest=chunk.number + 1))
    else:
        assert chunk.leeway.covers(replace(chunk.tally, highest=NUMBER_MAX))


@given(new_chunks(), st.none() | st.integers(0, 8))
def test_another_last_chunk_is_judged_again(chunk: NewChunk, short: int | None) -> None:
    moved = replace(chunk.tally, short=short)
    assert chunk.leeway.covers(moved) == (short == chunk.tally.short)
