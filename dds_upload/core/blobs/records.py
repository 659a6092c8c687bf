"""What is remembered of chunks by content, of those who own them, and of bytes that have to go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.storage.manifest import ObjectKey, Segment


class BlobRecords(Protocol):
    """Blobs, unique by provider and SHA-256.

    Owners are organisations: one that owns a blob may name it by its content. A blob may have no
    owner: an upload that is made of it keeps it.

    Touching a blob keeps it from clean-up for a day, less the hour in which it is not touched
    again; finding one always counts as touching it. Every object in storage is remembered, by a
    blob or by a tombstone: bytes that are about to be stored have a tombstone already, in case
    their process ends before it can remember them.
    """

    def find(
        self, provider_id: UUID, sha256s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """Those that are stored, by SHA-256, touched."""
        ...

    def mark_damaged(self, keys: Collection[ObjectKey], now: datetime) -> None:
        """Storage has lost these or holds other bytes: they are not found until they come again."""
        ...

    def damaged(self, provider_id: UUID, sha256s: Collection[str]) -> Mapping[str, Blob]:
        """Those of these that are marked so, by SHA-256.

        A caller that has their bytes stores them at the same site and adds the same blob: then all
        files made of it are whole again.
        """
        ...

    def expect(self, sites: Sequence[BlobSite], due_at: datetime) -> None:
        """Bytes are about to be stored there: due to go at `due_at`, unless `add` comes first.

        Repeatable, to move `due_at`.
        """
        ...

    def add(
        self, blobs: Sequence[Blob], organization_id: UUID | None, now: datetime
    ) -> Mapping[str, Blob]:
        """Remember blobs whose bytes were just stored; of two with one content the first stays.

        Gives the blobs that stay by SHA-256, touched and owned by the organisation, if one is
        named. One without SHA-1 has it as soon as the same bytes come with one. Where another blob
        than its own stays, the caller removes its own bytes, and then their tombstone.
        """
        ...

    def own(self, sent: Mapping[UUID, Fingerprint], organization_id: UUID) -> None:
        """Give the organisation a share in blobs, by id; repeatable, and nothing for those gone.

        It has sent their bytes, of which this was computed: blobs without SHA-1 have it from now
        on.
        """
        ...

    def owned(
        self, provider_id: UUID, organization_id: UUID, sha1s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """What the organisation owns of these, by SHA-1, touched.

        Of two contents with one SHA-1 that it owns, the one that was stored first.
        """
        ...

    def segments(self, upload_id: UUID) -> Sequence[Segment]:
        """The blobs that an upload is made of, in order, with repeats."""
        ...

    def segments_of(self, upload_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Segment]]:
        """The same of many uploads, each chunk of an upload at least once and in no order."""
        ...

    def collect(self, untouched_since: datetime, limit: int) -> int:
        """Forget blobs that no upload uses and nobody touched since; their bytes are due to go.

        Gives how many, at most `limit`; any number of processes may do it at once.
        """
        ...

    def tombstones(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID, ObjectKey]]:
        """(blob, provider, key) of bytes that are due to go.

        In no order, so that those at a storage that is down do not stand before all others.
        """
        ...

    def remove_tombstones(self, blob_ids: Collection[UUID]) -> None:
        """These bytes are gone."""
        ...
