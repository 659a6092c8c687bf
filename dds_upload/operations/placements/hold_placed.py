"""The chunks that storage has, for uploads whose chunks are blobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dds_upload.core.blobs.blob import Blob
from dds_upload.core.placements.placement import PlacedChunk, missing_ranges
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.storage.layout import blobs_near
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.providers import StorageProviders
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
from dds_upload.operations.uploads.read_chunks import listed
from dds_upload.operations.uploads.recent_rows import RecentRows


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """For uploads by offset, rows are compared with one listing of the storage.

    Chunks that were stored for the upload lie together, and the listing shows them. A chunk whose
    content was kept before, or was sent by content, lies elsewhere. It was proven when it was
    placed, and its row is marked if storage was found to have lost it since.
    """

    rows: RecentRows[PlacedChunk]
    placements: PlacementRecords
    providers: StorageProviders

    def __call__(self, upload: Upload) -> Holdings:
        """Chunks are numbered in the order of the file.

        For uploads by content, positions are no bytes.
        """
        placed, damaged = self.rows.of(upload), self.placements.damaged(upload.id)
        by_offset = upload.addressing is Addressing.OFFSET
        look = _Look.at(self.providers, upload) if by_offset else None
        held = [_held(number, it, damaged, look) for number, it in enumerate(placed, 1)]
        missing = _missing(upload, placed, held) if by_offset else []
        return Holdings(held, missing, missing_bytes(upload, held))


@dataclass(frozen=True, slots=True)
class _Look:
    """A listing of the blobs near an upload."""

    tree: ObjectKey
    shown: Mapping[ObjectKey, Sequence[Segment]]

    @classmethod
    def at(cls, providers: StorageProviders, upload: Upload) -> _Look:
        tree, shown = blobs_near(upload.id), defaultdict(list)
        for segment in listed(providers, upload, tree):
            shown[segment.key].append(segment)
        return cls(tree, shown)

    def state(self, blob: Blob) -> ChunkState:
        """The state of a blob: from the listing if it is near, otherwise from its row."""
        if not blob.key.is_below(self.tree):
            return ChunkState.STORED
        versions = self.shown.get(blob.key)
        if not versions:
            return ChunkState.GRANTED
        is_there = any(map(blob.segment.is_shown_as, versions))
        return ChunkState.STORED if is_there else ChunkState.DIFFERS


def _held(
    number: int, placed: PlacedChunk, damaged: frozenset[int], look: _Look | None
) -> HeldChunk:
    state, fingerprint = ChunkState.STORED, placed.blob.fingerprint
    if placed.offset in damaged:
        state = ChunkState.DIFFERS
    elif look is not None:
        state = look.state(placed.blob)
    chunk = Chunk(number, fingerprint.size, fingerprint.stored)
    return HeldChunk(chunk, state, None if look is None else placed.offset)


def _missing(upload: Upload, placed: Sequence[PlacedChunk], held: Sequence[HeldChunk]) -> list[Gap]:
    pairs = zip(placed, held, strict=True)
    stored = (it.range for it, found in pairs if found.state is ChunkState.STORED)
    return [Gap(it.first, it.last) for it in missing_ranges(stored, upload.size)]
