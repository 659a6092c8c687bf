"""Shows which chunks of an upload are stored, by asking storage once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.holdings import Holdings, held_by_number
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.uploads.find_upload import FindUpload
from dds_upload.operations.uploads.recent_rows import RecentRows


class Hold(Protocol):
    """Finds the chunks that storage has, for uploads of one addressing."""

    def __call__(self, upload: Upload) -> Holdings:
        """Raises StorageUnavailable and StorageRefused."""
        ...


@dataclass(frozen=True, slots=True)
class HoldNumbered:
    """Compares rows with one listing of the storage."""

    rows: RecentRows[Chunk]
    providers: StorageProviders

    def __call__(self, upload: Upload) -> Holdings:
        """The holdings by a listing, which may be a moment behind.

        A client then sends a chunk again that is stored already.
        """
        granted = self.rows.of(upload)
        return held_by_number(upload, granted, listed(self.providers, upload, upload.tree))


@dataclass(frozen=True, slots=True)
class HoldWhole:
    """The only piece of a file is not announced, so nothing is known of it before it is stored."""

    providers: StorageProviders

    def __call__(self, upload: Upload) -> Holdings:
        """There are no chunks; the file is there once an object of its size is."""
        stored = listed(self.providers, upload, upload.tree)
        found = (it for it in stored if it.key == upload.whole_key)
        is_there = any(it.size == upload.size for it in found)
        return Holdings((), (), 0 if is_there else upload.size)


@dataclass(frozen=True, slots=True)
class ReadChunks:
    """Reads, and changes nothing."""

    find: FindUpload
    by_addressing: Mapping[Addressing, Hold]

    def __call__(self, caller: Caller, upload_id: UUID) -> Holdings:
        """The holdings. Raises NotFound, Forbidden, StorageUnavailable and StorageRefused."""
        upload = self.find(caller, upload_id, Permission.VIEW_PROJECT)
        return self.by_addressing[upload.addressing](upload)


def listed(providers: StorageProviders, upload: Upload, key: ObjectKey) -> Sequence[Segment]:
    """The objects that the upload's storage lists below that key."""
    provider = providers.get(upload.provider_id)
    with provider.admission():
        return list(provider.abilities.store.list_below(key))
