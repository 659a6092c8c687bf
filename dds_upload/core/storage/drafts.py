"""Bytes that are written where they stay, before it is known which object they are."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey


class Draft(Protocol):
    """Bytes that were written before it was known which object they are."""

    def write(self, block: bytes, /) -> None:
        """Append."""
        ...

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        """Become `key`, once, as after `ObjectStore.put`; `digest` is that of all that was written.

        Who wrote has taken it, so the bytes are not read again. Raises ObjectMissing where the
        container is not there: the caller may make the container and publish again.
        """
        ...

    def close(self) -> None:
        """What was not published is gone."""
        ...


class Drafts(Protocol):
    """Storage that takes bytes before their object is known, and then writes them only once."""

    def begin(self) -> Draft:
        """An empty one; those before it are written into no more, and can still be published."""
        ...
