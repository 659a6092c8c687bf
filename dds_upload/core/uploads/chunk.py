"""A chunk as its client announces it."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.storage.digest import Digest

#: The largest chunk number: a signed 32-bit integer in the schema.
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file: its number in the order (0 to NUMBER_MAX), size in bytes and digest.

    `is_named`: whether its object is named after the digest. The first releases did not do that,
    and what they granted keeps its name.
    """

    number: int
    size: int
    digest: Digest
    is_named: bool = True

    @property
    def promise(self) -> Digest | None:
        """What its object is named after, besides the number."""
        return self.digest if self.is_named else None
