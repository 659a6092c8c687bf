"""The chunks of an upload that storage really has, and those that it lacks.

All functions are pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dds_upload.core.storage.layout import chunk_of
from dds_upload.core.storage.manifest import Segment
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.upload import Upload


class ChunkState(StrEnum):
    """The state of a granted chunk in storage."""

    #: Nothing of it is stored.
    GRANTED = "granted"
    #: What is stored is what was announced.
    STORED = "stored"
    #: Something else is stored of that number, or at that place.
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class HeldChunk:
    """A chunk and its state; `offset` is in bytes, None if chunks have numbers only."""

    chunk: Chunk
    state: ChunkState
    offset: int | None = None


class Gap(NamedTuple):
    """Numbers, or bytes by offset, from `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """All chunks in order, the missing ones as ascending gaps, and the number of missing bytes."""

    chunks: Sequence[HeldChunk]
    missing: Sequence[Gap]
    missing_bytes: int


def held_by_number(upload: Upload, granted: Sequence[Chunk], stored: Iterable[Segment]) -> Holdings:
    """The holdings of chunks by ascending number, from a listing of the upload's objects."""
    objects = defaultdict(list)
    for each in stored:
        name = chunk_of(each.key)
        if name is not None:
            objects[name.number].append(each)
    held = [HeldChunk(it, _state(upload, it, objects.get(it.number, ()))) for it in granted]
    return Holdings(held, list(_gaps(held)), missing_bytes(upload, held))


def missing_bytes(upload: Upload, held: Iterable[HeldChunk]) -> int:
    """The number of bytes of the file that no stored chunk covers."""
    return upload.size - sum(it.chunk.size for it in held if it.state is ChunkState.STORED)


def _state(upload: Upload, chunk: Chunk, objects: Iterable[Segment]) -> ChunkState:
    if not objects:
        return ChunkState.GRANTED
    key = upload.chunk_key(chunk)
    if any(it.key == key and _is_announced(chunk, it) for it in objects):
        return ChunkState.STORED
    return ChunkState.DIFFERS


def _is_announced(chunk: Chunk, stored: Segment) -> bool:
    """Whether a stored object is the announced chunk.

    If storage knows it by another algorithm's digest, the digest was compared when the bytes came.
    """
    if stored.size != chunk.size:
        return False
    return stored.digest.algorithm != chunk.digest.algorithm or stored.digest == chunk.digest


def _gaps(held: Sequence[HeldChunk]) -> Iterator[Gap]:
    """The numbers between the lowest and the highest one that are not stored, known or not."""
    if not held:
        return
    start = held[0].chunk.number
    for number in (it.chunk.number for it in held if it.state is ChunkState.STORED):
        if start < number:
            yield Gap(start, number - 1)
        start = number + 1
    if start <= held[-1].chunk.number:
        yield Gap(start, held[-1].chunk.number)
