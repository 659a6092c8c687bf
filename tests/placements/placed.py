"""Uploads whose chunks are placed one after another, by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from dds_upload.core.placements.placement import (
    check_inside,
    judge_placement,
    missing_ranges,
    range_at,
)
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState

_ID = UUID(int=1)
_THEN = datetime(2026, 3, 1, tzinfo=UTC)


def upload_of(size: int, limits: ChunkLimits) -> Upload:
    """A new upload."""
    return Upload(
        id=_ID,
        project_id=None,
        provider_id=_ID,
        container="assembled-00",
        name="brain.dat",
        content_type="application/octet-stream",
        size=size,
        addressing=Addressing.OFFSET,
        limits=limits,
        chunk_hash_algorithm="md5",
        state=UploadState.OPEN,
        tally=Tally(),
        revision=0,
        etag="",
        creator_id=_ID,
        created_at=_THEN,
        active_at=_THEN,
    )


class Placed:
    """Chunks placed so far, sizes by offset, with the tally that is kept of them."""

    def __init__(self, size: int, limits: ChunkLimits, *chunks: tuple[int, int]) -> None:
        self.upload = upload_of(size, limits)
        self.chunks: dict[int, int] = {}
        for offset, length in chunks:
            self.place(offset, length)

    def place(self, offset: int, length: int, *, all_chunks: bool = False) -> None:
        """Judge by the neighbours, or by all chunks there are, and keep it."""
        wanted = range_at(offset, length)
        check_inside(wanted, self.upload)
        around = self.ranges if all_chunks else self.around(wanted)
        tally = judge_placement(wanted, self.upload, around)
        self.chunks[offset] = length
        self.upload = replace(self.upload, tally=tally)

    @property
    def ranges(self) -> list[ByteRange]:
        """All chunks, in ascending order."""
        return [range_at(offset, self.chunks[offset]) for offset in sorted(self.chunks)]

    def around(self, wanted: ByteRange) -> list[ByteRange]:
        """The last that begins before, the one that begins with it, and the next."""
        before = [each for each in self.ranges if each.first < wanted.first][-1:]
        return before + [each for each in self.ranges if each.first >= wanted.first][:2]

    @property
    def missing(self) -> list[ByteRange]:
        """What is not covered."""
        return list(missing_ranges(self.ranges, self.upload.size))
