"""Everything that a storage holds, in an order that two sides can be compared in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing has it; of a joined file, neither size nor digest is told."""

    key: ObjectKey
    size: int | None
    digest: Digest | None
    modified_at: datetime


class Inventory(Protocol):
    """Storage that lists all that it holds for this service."""

    def objects(self) -> Iterator[Stored]:
        """All objects and joined files, by ascending container and name in the order of bytes.

        In pages: memory does not grow with their number. Where storage keeps several versions of an
        object, each comes. Containers that are none of this service's are passed over. Raises
        StorageUnavailable and StorageRefused.
        """
        ...
