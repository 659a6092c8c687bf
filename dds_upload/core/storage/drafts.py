"""Drafts: bytes that are written to their final place before their object is known."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import Block


class Draft(Protocol):
    """Bytes that were written before their object was known."""

    def write(self, block: Block, /) -> None:
        """Append bytes."""
        ...

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        """Make the draft the object `key`, once, as after `ObjectStore.put`.

        `digest` is that of its bytes.

        The caller computed the digest while it wrote, so the bytes are not read again. Raises
        ObjectMissing if the container does not exist: the caller may make the container and publish
        again.
        """
        ...

    def close(self) -> None:
        """Remove a draft that was not published."""
        ...


class Drafts(Protocol):
    """Storage that takes bytes before their object is known, and so writes them only once."""

    def begin(self) -> Draft:
        """Begin an empty draft.

        Earlier ones can then no longer be written, but still be published.
        """
        ...
