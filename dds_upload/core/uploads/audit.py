"""The objects that the database expects in storage, and the differences that are found."""

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
    """The kinds of differences between database and storage."""

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
    #: It is known that storage lost it: reported, and not counted.
    DAMAGED = "known to be damaged"


class Claimed(StrEnum):
    """The kinds of objects that rows refer to."""

    #: All objects below it belong to an upload that is not finished: none of them is unknown.
    TREE = "tree"
    #: A finished file, joined of segments.
    FILE = "file"
    CHUNK = "chunk"
    DERIVED = "derived file"
    BLOB = "chunk by content"
    #: Bytes that are being stored or removed: they may exist or not.
    TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True)
class Expected:
    """An object that rows refer to. `owner_id` is its upload's, or the blob's own; size in bytes.

    Without a size or digest, these are not compared; for a joined file no listing shows the size.
    """

    key: ObjectKey
    what: Claimed
    owner_id: UUID
    size: int | None = None
    digest: Digest | None = None
    is_damaged: bool = False

    @property
    def must_be(self) -> bool:
        """Whether storage has lost something if the object is missing."""
        return self.what not in (Claimed.TREE, Claimed.TOMBSTONE) and not self.is_damaged


@dataclass(frozen=True, slots=True)
class Finding:
    """One object that differs; `expected` is None if no row refers to it."""

    difference: Difference
    key: ObjectKey
    expected: Expected | None = None
    stored: Stored | None = None


class AuditRecords(Protocol):
    """All rows about objects of one provider, streamed."""

    def expected(self, provider_id: UUID) -> Iterator[Expected]:
        """All expected objects, by ascending container and name in the order of their bytes.

        They are read in pages, and may change meanwhile. The TREE of an upload comes first.
        """
        ...

    def again(self, provider_id: UUID, owner_id: UUID) -> Sequence[Expected]:
        """The same for one upload or blob, as it is now; nothing if it is unknown."""
        ...
