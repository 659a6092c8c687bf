"""Stored objects, and segments that in their order are one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """The name of a stored object: a container and a path of plain segments inside it.

    Which object has which name is said in `layout.py`.
    """

    container: str
    name: str

    def __str__(self) -> str:
        return f"{self.container}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> ObjectKey:
        """The key that is spelled so, whether such an object may be or not."""
        container, _, name = text.partition("/")
        return cls(container, name)


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
