"""Stored segments that in their order are one file, and the names of stored objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """The name of a stored object: a container and a path of plain segments inside it.

    The whole layout, at every provider:

        <container>/                    one for each project, named by its id
            <upload id>                 the finished file: a manifest over the segments below
            <upload id>/<number>        a chunk, the number in decimal without padding
            <upload id>/1               the only chunk of an upload that is sent as one piece
        content-<aa>/                   chunks that are kept once for all, aa and bb spread them
            <bb>/<blob id>              see BlobSite in core/blob.py
        assembled-<cc>/                 files made of those, cc spreads them
            <upload id>                 the finished file: a manifest over such chunks
            <upload id>/<kind>-<n>      what was derived from it, such as symbol caches
            <upload id>/file-<n>        instead, where chunks are placed: as the n-th claim made it
    """

    container: str
    name: str

    def __str__(self) -> str:
        return f"{self.container}/{self.name}"


@dataclass(frozen=True, slots=True)
class Segment:
    """One stored object as the manifest promises it: size in bytes and digest."""

    key: ObjectKey
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """Segments in the order of their bytes."""

    segments: tuple[Segment, ...]

    @property
    def size(self) -> int:
        """Size of the joined file in bytes."""
        return sum(segment.size for segment in self.segments)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def slices(self, wanted: ByteRange) -> Iterator[tuple[Segment, ByteRange]]:
        """The parts of segments that make up `wanted`, in order; empty parts are left out."""
        start = 0
        for segment in self.segments:
            first = max(wanted.first, start)
            last = min(wanted.last, start + segment.size - 1)
            if first <= last:
                yield segment, ByteRange(first - start, last - start)
            start += segment.size
