"""A chunk as its client announces it."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.storage.digest import Digest

#: The largest chunk number: a signed 32-bit integer in the schema.
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file: its number in the order (0 to NUMBER_MAX), size in bytes and digest."""

    number: int
    size: int
    digest: Digest
