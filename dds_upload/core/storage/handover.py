"""Files that a server in front of this one sends by itself."""

from __future__ import annotations

from typing import Protocol

from dds_upload.core.storage.manifest import ObjectKey


class Handover(Protocol):
    """Storage whose files the server in front can open, too."""

    def path_of(self, key: ObjectKey) -> str | None:
        """The path by which the server in front finds all bytes of an object or joined file.

        It is quoted; None if there is no such path. Raises the errors of `ObjectStore.open` and its
        first block, so a path always leads to bytes that exist.
        """
        ...
