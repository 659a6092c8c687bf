"""The list of everything in a storage, in the order in which database and storage are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing shows it; a joined file is shown without size and digest."""

    key: ObjectKey
    size: int | None
    digest: Digest | None
    modified_at: datetime


class Inventory(Protocol):
    """Storage that lists all of its objects for this service."""

    def objects(self) -> Iterator[Stored]:
        """All objects and joined files, by ascending container and name in the order of bytes.

        They are read in pages, so memory does not grow with their number. If storage keeps several
        versions of an object, each is shown. Containers of other programs are left out. Raises
        StorageUnavailable and StorageRefused.
        """
        ...
