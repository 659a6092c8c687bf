"""A chunk as its client announces it, and a range of bytes as a reader asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.digest import Digest

#: The largest chunk number: a signed 32-bit integer in the schema.
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file: its place in the order (0 to NUMBER_MAX), size in bytes and digest."""

    number: int
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both included, as in RFC 9110 section 14.1.2."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of bytes in the range."""
        return self.last - self.first + 1

    def overlaps(self, other: ByteRange) -> bool:
        """Whether there is a byte in both."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
