"""What storage holds of uploads whose chunks are blobs: rows say it, as bytes come through us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dds_upload.core.placements.placement import PlacedChunk, missing_ranges
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.holdings import (
    ChunkState,
    Gap,
    HeldChunk,
    Holdings,
    missing_bytes,
)
from dds_upload.core.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """A row is written once its bytes are stored, and marked where storage has lost them.

    Blobs are spread over many containers, so there is no listing that could be compared.
    """

    placements: PlacementRecords

    def __call__(self, upload: Upload) -> Holdings:
        """Chunks are numbered in the order of the file; by content their positions are no bytes."""
        placed = self.placements.chunks(upload.id)
        by_offset = upload.addressing is Addressing.OFFSET
        held = [_held(number, it, by_offset=by_offset) for number, it in enumerate(placed, 1)]
        missing = _missing(upload, placed) if by_offset else []
        return Holdings(held, missing, missing_bytes(upload, held))


def _held(number: int, placed: PlacedChunk, *, by_offset: bool) -> HeldChunk:
    fingerprint = placed.blob.fingerprint
    state = ChunkState.DIFFERS if placed.is_damaged else ChunkState.STORED
    chunk = Chunk(number, fingerprint.size, fingerprint.stored)
    return HeldChunk(chunk, state, placed.offset if by_offset else None)


def _missing(upload: Upload, placed: Sequence[PlacedChunk]) -> list[Gap]:
    stored = (it.range for it in placed if not it.is_damaged)
    return [Gap(it.first, it.last) for it in missing_ranges(stored, upload.size)]
