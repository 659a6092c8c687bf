"""What a storage can do for who runs it: try it out, set it up, see that it is there, tidy up."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dds_upload.core.storage.manifest import Manifest, ObjectKey


class Inspector(Protocol):
    """Storage an administrator can try out and set up."""

    def inspect(self, browser_origins: list[str]) -> list[str]:
        """Try what uploads will need on the real storage; one sentence for each fault found."""
        ...

    def configure(self) -> list[str]:
        """Set the storage up (signing keys ...); one sentence for each thing changed."""
        ...


class SelfCheck(Protocol):
    """Storage of which this process can see by itself, and at once, that it cannot be used."""

    def check(self) -> None:
        """Raise StorageRefused for what stays wrong until somebody mends it.

        Raises StorageUnavailable where the storage is away.
        """
        ...


class StorageMark(Protocol):
    """Storage that could be taken for an empty one while it is only away: an unmounted disk.

    Nothing is stored, removed or called missing where the mark is not there.
    """

    @property
    def advice(self) -> str:
        """What an operator can do where files are known, and neither they nor a mark are there."""
        ...

    def is_there(self) -> bool:
        """Whether this is the storage."""
        ...

    def holds_anything(self) -> bool:
        """Whether anything lies where the storage should be."""
        ...

    def make(self) -> str:
        """Mark what is there as the storage, for good; gives a sentence for the operator."""
        ...


class Janitor(Protocol):
    """Storage in which a killed process may leave something behind."""

    def clear_leftovers(self, before: datetime) -> int:
        """Remove temporary things not touched since `before`; returns how many."""
        ...

    def remove_unnamed(self, key: ObjectKey, manifest: Manifest) -> int:
        """Remove what lies beside segments of a joined file and is none of them; returns how many.

        That is what was sent for chunks whose file is made of something else, other versions of
        the same objects among it. Segments that do not lie below `key` are left alone.
        """
        ...
