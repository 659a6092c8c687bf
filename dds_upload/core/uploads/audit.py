"""What the database says that storage holds, and what is found where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.manifest import ObjectKey


class Difference(StrEnum):
    """One way in which database and storage differ."""

    #: A row without bytes.
    MISSING = "missing"
    SIZE = "size differs"
    DIGEST = "digest differs"
    #: The bytes were read, and are not those that their digest names.
    CONTENT = "content differs"
    #: Reading the bytes failed, and storage works otherwise: a bad sector, say.
    UNREADABLE = "cannot be read"
    #: Bytes without a row.
    UNKNOWN = "nothing refers to it"
    #: It is known that storage lost it: told, and not counted.
    DAMAGED = "known to be damaged"


class Claimed(StrEnum):
    """What an object is by the rows."""

    #: Everything below it belongs to an upload that goes on: nothing there is unknown.
    TREE = "tree"
    #: A finished file, joined of segments.
    FILE = "file"
    CHUNK = "chunk"
    DERIVED = "derived file"
    BLOB = "chunk by content"
    #: Bytes that are coming, or going: they may be there.
    TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True)
class Expected:
    """An object by the rows. `owner_id` is its upload's, or the blob's own; size in bytes.

    Without a size or digest, these are not compared; of a joined file no listing tells the size.
    """

    key: ObjectKey
    what: Claimed
    owner_id: UUID
    size: int | None = None
    digest: Digest | None = None
    is_damaged: bool = False

    @property
    def must_be(self) -> bool:
        """Whether storage has lost something where it is not there."""
        return self.what not in (Claimed.TREE, Claimed.TOMBSTONE) and not self.is_damaged


@dataclass(frozen=True, slots=True)
class Finding:
    """One object at which they differ; `expected` is None where nothing refers to it."""

    difference: Difference
    key: ObjectKey
    expected: Expected | None = None
    stored: Stored | None = None


class AuditRecords(Protocol):
    """All that is known of one provider, streamed."""

    def expected(self, provider_id: UUID) -> Iterator[Expected]:
        """Everything, by ascending container and name in the order of their bytes.

        Read in pages: it may change meanwhile. Of an upload its TREE comes first.
        """
        ...

    def again(self, provider_id: UUID, owner_id: UUID) -> Sequence[Expected]:
        """The same of one upload or blob, as it is now; nothing where it is not known."""
        ...
