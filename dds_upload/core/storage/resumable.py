"""Hashing that can be interrupted and continued, perhaps by another process."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.digest import Digest


class ResumableHasher(Protocol):
    """Computes the digest of one stream of bytes."""

    @property
    def size(self) -> int:
        """The number of bytes taken, including those before an interruption."""
        ...

    def update(self, block: bytes, /) -> None:
        """Take the next bytes."""
        ...

    def state(self) -> bytes | None:
        """The state from which another hasher can continue; None if it is not available."""
        ...

    def digest(self) -> Digest:
        """The digest of all bytes so far."""
        ...
