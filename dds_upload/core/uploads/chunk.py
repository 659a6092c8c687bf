"""A chunk as its client announces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dds_upload.core.storage.digest import Digest

#: The largest chunk number: a signed 32-bit integer in the schema.
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file: its number in the order (0 to NUMBER_MAX), size in bytes and digest.

    `is_named` means that its object's name contains the digest. The first releases named objects
    without it, and objects that they granted keep their names.
    """

    number: int
    size: int
    digest: Digest
    is_named: bool = True

    @property
    def digest_in_name(self) -> Digest | None:
        """The digest in the name of its object; None if the name has none."""
        return self.digest if self.is_named else None


class ListedChunk(NamedTuple):
    """A chunk among all of an upload, which may be thousands: a tuple is made soonest.

    `algorithm` and `value` are its digest.
    """

    number: int
    size: int
    algorithm: str
    value: str
