"""Bytes that a server in front of this one sends by itself."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.manifest import ObjectKey


class Handover(Protocol):
    """Storage whose files that server can open, too."""

    def path_of(self, key: ObjectKey) -> str | None:
        """The path, quoted, by which that server knows all bytes of an object or joined file.

        None where it knows none. Raises as `ObjectStore.open` and its first block: the path is of
        bytes that are there.
        """
        ...
