"""Files as lists show them. A page has up to a thousand: nothing is read that it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit
from dds_upload.core.directory.entries import Named
from dds_upload.core.directory.files import StoredContent
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.digests import ReportedDigest


class Part(Enum):
    """What a caller can do without in a list of entries."""

    AUDIT = "who made and changed it"
    VERSION = "a file's current version"


#: A list from which nothing is left out.
EVERY_PART = frozenset(Part)


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """The current version of a file, with what is shown of its upload; the size is in bytes."""

    id: UUID
    number: int
    label: str | None
    upload_id: UUID
    size: int
    provider: ProviderRecord
    digests: Sequence[ReportedDigest]


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file among other entries; a part that nobody wants is None.

    `ancestors` are the folders from the root down.
    """

    id: UUID
    name: str
    project: Named
    ancestors: tuple[Named, ...]
    audit: Audit | None
    current_version: ListedVersion | None

    @property
    def is_deleted(self) -> bool:
        """Files that are deleted are in no such list."""
        return False


@dataclass(frozen=True, slots=True)
class ReadableFile:
    """A file in the list by which clients download a project."""

    id: UUID
    name: str
    project: Named
    ancestors: tuple[Named, ...]
    content: StoredContent
    digests: Sequence[Digest]
