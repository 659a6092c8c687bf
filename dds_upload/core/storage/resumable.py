"""Hashing that can be broken off and taken up again, perhaps by another process."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.digest import Digest


class ResumableHasher(Protocol):
    """Takes the digest of one stream of bytes."""

    @property
    def size(self) -> int:
        """How many bytes it has taken, those before it was broken off included."""
        ...

    def update(self, block: bytes, /) -> None:
        """The next bytes."""
        ...

    def state(self) -> bytes | None:
        """All that another one needs to go on from here; None where that cannot be had."""
        ...

    def digest(self) -> Digest:
        """Of all bytes so far."""
        ...
