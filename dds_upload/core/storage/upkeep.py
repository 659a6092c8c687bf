"""Abilities for the operator of a storage: try it, set it up, see that it is there, tidy up."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dds_upload.core.storage.manifest import Manifest, ObjectKey


class Inspector(Protocol):
    """Storage that an administrator can try and set up."""

    def inspect(self, browser_origins: list[str]) -> list[str]:
        """Try everything that uploads need on the real storage; gives a sentence for each fault."""
        ...

    def configure(self) -> list[str]:
        """Set the storage up (signing keys ...); gives a sentence for each change."""
        ...


class SelfCheck(Protocol):
    """Storage of which this process itself can see, at once, that it cannot be used."""

    def check(self) -> None:
        """Raise StorageRefused for a fault that stays until an operator mends it.

        Raises StorageUnavailable if the storage is away.
        """
        ...


class StorageMark(Protocol):
    """Storage that looks empty while it is only away, such as a disk that is not mounted.

    While the mark is missing, no file is stored, removed or reported as missing.
    """

    @property
    def advice(self) -> str:
        """A hint for the operator if files are known, but neither they nor a mark are there."""
        ...

    def is_there(self) -> bool:
        """Whether this is the storage."""
        ...

    def holds_anything(self) -> bool:
        """Whether there are any files in the place of the storage."""
        ...

    def make(self) -> str:
        """Mark this place as the storage, for good; gives a sentence for the operator."""
        ...


class Janitor(Protocol):
    """Storage in which a killed process may leave something behind."""

    def clear_leftovers(self, before: datetime) -> int:
        """Remove temporary files that were not touched since `before`; gives how many."""
        ...

    def remove_unnamed(self, key: ObjectKey, manifest: Manifest) -> int:
        """Remove objects near the segments of a joined file that are none of them; gives how many.

        These are chunks that were sent but not used for the file, and other versions of the same
        objects. Segments that do not lie below `key` are left alone.
        """
        ...
