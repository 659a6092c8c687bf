"""Stored objects, and lists of segments that are one file in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """The name of a stored object: a container and a path of plain segments inside it.

    `layout.py` has the names of all kinds of objects.
    """

    container: str
    name: str

    def __str__(self) -> str:
        return f"{self.container}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> ObjectKey:
        """The key of that text, whether such an object may exist or not."""
        container, _, name = text.partition("/")
        return cls(container, name)

    def is_below(self, other: ObjectKey) -> bool:
        """Whether the name is below that key: `other/...`."""
        return self.container == other.container and self.name.startswith(f"{other.name}/")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stored object, as a manifest promises it or a listing shows it; size in bytes."""

    key: ObjectKey
    size: int
    digest: Digest

    def is_shown_as(self, other: Segment) -> bool:
        """Whether a listing shows this segment. Digests of two algorithms are not compared."""
        if (self.key, self.size) != (other.key, other.size):
            return False
        return self.digest.algorithm != other.digest.algorithm or self.digest == other.digest


@dataclass(frozen=True, slots=True)
class ObjectStat:
    """The facts about a stored object or joined file that are known without reading its bytes.

    The bytes of a name do not change while `tag` stays the same. A tag is printable ASCII without
    quotes. `size` is in bytes.
    """

    size: int
    tag: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """Segments in the order of their bytes."""

    segments: tuple[Segment, ...]

    @property
    def size(self) -> int:
        """The size of the joined file in bytes."""
        return sum(segment.size for segment in self.segments)

    @property
    def tag(self) -> str:
        """A text that no other content has.

        It is the digest of the only segment, or a digest of all digests. The same content cut
        differently has another tag.
        """
        if len(self.segments) == 1:
            return str(self.segments[0].digest)
        lines = "".join(f"{segment.size} {segment.digest}\n" for segment in self.segments)
        return f"segments:{Digest.of('sha256', lines.encode()).value}"

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
