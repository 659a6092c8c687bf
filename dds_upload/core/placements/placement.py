"""Chunks that a client places at byte offsets: where a chunk may go, and which bytes are missing.

Chunks of one upload never overlap and lie inside the file, so the sum of their sizes shows whether
they cover it. All functions are pure; a writer locks the upload and judges again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dds_upload.core.blobs.blob import Blob
from dds_upload.core.errors import Overlap, ValidationFailed
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Reason, Refusal
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class PlacedChunk:
    """A chunk at its place; `offset` is in bytes from the beginning of the file.

    `is_damaged` means that storage has lost its bytes, or has others.
    """

    offset: int
    blob: Blob
    is_damaged: bool = False

    @property
    def range(self) -> ByteRange:
        """The bytes of the file that the chunk covers."""
        return range_at(self.offset, self.blob.fingerprint.size)


def range_at(offset: int, size: int) -> ByteRange:
    """The range of `size` bytes from `offset` on."""
    return ByteRange(offset, offset + size - 1)


def check_inside(wanted: ByteRange, upload: Upload) -> None:
    """Raise ValidationFailed for bytes that are outside of the file."""
    if wanted.last >= upload.size:
        raise ValidationFailed(_outside(wanted, upload))


def judge_placement(wanted: ByteRange, upload: Upload, around: Sequence[ByteRange]) -> Tally:
    """The tally of the upload after a chunk was placed at `wanted`.

    The chunk replaces one that begins at the same byte, whatever its length. `around` are the
    existing chunks in and next to `wanted`. Raises ValidationFailed if it breaks the limits of the
    upload, and Overlap if it overlaps another chunk.
    """
    former = next((each for each in around if each.first == wanted.first), None)
    _check_limits(wanted, upload, is_new=former is None)
    for other in around:
        if other != former and other.overlaps(wanted):
            raise Overlap(wanted, other)
    return replace(
        upload.tally,
        count=upload.tally.count + (former is None),
        size=upload.tally.size + wanted.length - (former.length if former else 0),
    )


def missing_ranges(placed: Iterable[ByteRange], size: int) -> Iterator[ByteRange]:
    """The bytes of a file of `size` bytes that no chunk covers; chunks are in ascending order."""
    start = 0
    for each in placed:
        if start < each.first:
            yield ByteRange(start, each.first - 1)
        start = each.last + 1
    if start < size:
        yield ByteRange(start, size - 1)


def _check_limits(wanted: ByteRange, upload: Upload, *, is_new: bool) -> None:
    limits, faults = upload.limits, []
    if wanted.last >= upload.size:
        faults.append(_outside(wanted, upload))
    is_last = wanted.last == upload.size - 1
    is_short = wanted.length < limits.short_below_bytes and not is_last
    if wanted.length > limits.chunk_max_size_bytes or is_short:
        faults.append(limits.wrong_size())
    if is_new and upload.tally.count >= limits.chunk_max_number:
        faults.append(limits.too_many)
    if faults:
        raise ValidationFailed(*faults)


def _outside(wanted: ByteRange, upload: Upload) -> Refusal:
    return Refusal.of(Reason.RANGE_OUTSIDE_FILE, range=str(wanted), size=upload.size)
