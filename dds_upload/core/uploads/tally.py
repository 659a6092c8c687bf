"""Whether a chunk may be granted: all rules of the chunk life cycle, judged together.

A Tally has the facts about the granted chunks that are needed to judge the next one in constant
time; no rule counts or sums chunk rows. Of many chunks, each is judged on the tally that the one
before it left. Both functions are pure: the write that records the granted chunk succeeds only on a
tally for which the judgement holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason, Refusal
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.chunk import NUMBER_MAX


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of the chunks granted so far."""

    count: int = 0
    size: int = 0
    highest: int = -1
    #: Number of the one chunk below the minimum; it is the last, so none may follow it.
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Leeway:
    """The tallies on which chunks of new numbers are granted with the same result, ends included.

    Many clients may add chunks to one upload at the same time. Their chunks change the tally, and
    mostly not the judgement.
    """

    count_max: int
    size_max: int
    highest_max: int
    short: int | None

    def covers(self, tally: Tally) -> bool:
        """Whether the tally is one of them."""
        return (
            tally.count <= self.count_max
            and tally.size <= self.size_max
            and tally.highest <= self.highest_max
            and tally.short == self.short
        )


def judge(
    number: int,
    size: int,
    *,
    former_size: int | None,
    tally: Tally,
    limits: ChunkLimits,
    file_size: int,
) -> Tally:
    """The tally after chunk `number` of `size` bytes is recorded.

    `former_size` is the size of the row that it replaces, None for a new number. Raises
    ValidationFailed with all faults at once.
    """
    others = tally.count - (former_size is not None)
    left = file_size - (tally.size - (former_size or 0))
    last = tally.short if tally.short != number else None
    is_short = size < limits.short_below_bytes
    # A short chunk must be the last: no other is short, no number is higher, and the rest of the
    # file fits into the numbers below.
    may_be_last = (
        last is None
        and tally.highest <= number
        and file_size - size <= number * limits.chunk_max_size_bytes
    )

    faults = []
    if size > limits.chunk_max_size_bytes or (is_short and not may_be_last):
        faults.append(limits.wrong_size(Field.SIZE))
    if size > left:
        faults.append(Refusal.of(Reason.CHUNKS_EXCEED_FILE, Field.SIZE, max=left))
    if last is not None and number > last:
        least = limits.short_below_bytes
        faults.append(Refusal.of(Reason.CHUNK_AFTER_LAST, Field.NUMBER, number=last, min=least))
    if others >= limits.chunk_max_number:
        faults.append(limits.too_many)
    if faults:
        raise ValidationFailed(*faults)

    return Tally(
        count=others + 1,
        size=file_size - left + size,
        highest=max(tally.highest, number),
        short=number if is_short else last,
    )


def leeway(before: Tally, after: Tally, *, limits: ChunkLimits, file_size: int) -> Leeway:
    """The leeway of chunks of new numbers that led from one tally to another.

    They add the same to each tally of the leeway. Chunks that replace others, or are refused, have
    none.
    """
    added_last = after.short if after.short != before.short else None
    return Leeway(
        count_max=limits.chunk_max_number - (after.count - before.count),
        size_max=file_size - (after.size - before.size),
        highest_max=NUMBER_MAX if added_last is None else added_last,
        short=before.short,
    )
