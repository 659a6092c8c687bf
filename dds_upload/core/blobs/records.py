"""The records of blobs, of their owners, and of bytes that are due to be removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.storage.manifest import ObjectKey, Segment


class BlobRecords(Protocol):
    """Blobs, unique by provider and SHA-256.

    Owners are organisations: an owner may name the blob by its content. A blob may have no owner;
    an upload that uses it keeps it.

    Touching a blob keeps it from clean-up for a day. It is touched at most once an hour, which may
    shorten the day by that. Finding a blob always touches it. Every object in storage is
    remembered, by a blob or by a tombstone. Bytes that are about to be stored have a tombstone
    already, in case their process ends before it can remember the blob.
    """

    def find(
        self, provider_id: UUID, sha256s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """The stored blobs of these contents, by SHA-256; they are touched."""
        ...

    def mark_damaged(self, keys: Collection[ObjectKey], now: datetime) -> None:
        """Mark blobs whose bytes storage has lost or changed.

        They are not found until they come again.
        """
        ...

    def damaged(self, provider_id: UUID, sha256s: Collection[str]) -> Mapping[str, Blob]:
        """The damaged blobs of these contents, by SHA-256.

        A caller that has their bytes stores them at the same site and adds the same blob. Then all
        files that use it are whole again.
        """
        ...

    def expect(self, sites: Sequence[BlobSite], due_at: datetime) -> None:
        """Remember that bytes are about to be stored at these sites.

        They are due to be removed at `due_at`, unless `add` is called before. Repeating it moves
        `due_at`.
        """
        ...

    def add(
        self, blobs: Sequence[Blob], organization_id: UUID | None, now: datetime
    ) -> Mapping[str, Blob]:
        """Remember blobs whose bytes were stored just now; of two with one content the first stays.

        Gives the blobs that stay by SHA-256, touched, and owned by the organisation if one is
        named. A blob without SHA-1 gets it once the same bytes come with one. If another blob than
        the caller's stays, the caller removes its own bytes, and then their tombstone.
        """
        ...

    def own(self, sent: Mapping[UUID, Fingerprint], organization_id: UUID) -> None:
        """Make the organisation an owner of blobs, by id.

        Repeatable; blobs that are gone are left out.

        The organisation has sent their bytes, and the fingerprints were computed from these. Blobs
        without SHA-1 get it.
        """
        ...

    def owned(
        self, provider_id: UUID, organization_id: UUID, sha1s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """The organisation's own blobs among these, by SHA-1; they are touched.

        If it owns two contents with one SHA-1, the one that was stored first.
        """
        ...

    def segments(self, upload_id: UUID) -> Sequence[Segment]:
        """The blobs of an upload in the order of its file, with repeats."""
        ...

    def segments_of(
        self, upload_ids: Collection[UUID], limit: int
    ) -> Mapping[UUID, Sequence[Segment]]:
        """The same for many uploads: each chunk of an upload at least once, in no order.

        Once there are `limit` chunks, further ones and further uploads are left out.
        """
        ...

    def collect(self, untouched_since: datetime, limit: int) -> int:
        """Forget blobs that no upload uses and that were not touched since then.

        Their bytes are due.

        Gives how many, at most `limit`; any number of processes may do it at once.
        """
        ...

    def tombstones(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID, ObjectKey]]:
        """Bytes that are due to be removed, as (blob, provider, key).

        They come in no order, so that those of a storage that is down do not block all others.
        """
        ...

    def remove_tombstones(self, blob_ids: Collection[UUID]) -> None:
        """Forget tombstones, once their bytes are removed."""
        ...
