"""Remembers chunks by their content. It uses keys and row locks, and no other lock.

PostgreSQL locks rows one after another, so each statement that locks several takes them in the
order of their SHA-256: of two requests with the same chunks one waits for the other, and never
both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import EXCLUDED, Case, fn

from db.batches import batches
from db.blobs.blob_rows import NO_SHA1, to_blob, to_row
from db.blobs.found_blobs import TO_TOUCH, FoundBlobs
from db.blobs.segments import segments_of_many, segments_of_one
from db.composed import insert, unless_known
from db.database import Database
from db.tables.blobs import BlobOwners, Blobs, BlobTombstones, UploadBlobs
from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.storage.layout import blob_of
from dds_upload.core.storage.manifest import ObjectKey, Segment

#: Keeps the row from being deleted.
_TO_REFER = "FOR KEY SHARE"
#: Excludes all others; a row that another transaction has locked is in use, so it is skipped.
_TO_COLLECT = "FOR UPDATE SKIP LOCKED"


class BlobTable(BlobRecords):
    """The tables `blobs`, `blob_owners` and `blob_graves`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found = FoundBlobs(database)

    def find(
        self, provider_id: UUID, sha256s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """By the unique key."""
        found = self._found.by_sha256(provider_id, sha256s, now)
        return {blob.fingerprint.sha256: blob for blob in found}

    def mark_damaged(self, keys: Collection[ObjectKey], now: datetime) -> None:
        """By primary key, which the names of objects say."""
        for batch in batches(sorted({blob_of(key) for key in keys})):
            these = Blobs.id.in_(batch)
            in_order = Blobs.select(Blobs.id).where(these).order_by(Blobs.sha256).tuples()
            with self._database.joined():
                self._database.rows(self._database.locking(in_order))
                self._database.run(Blobs.update(damaged_at=now).where(these))

    def damaged(self, provider_id: UUID, sha256s: Collection[str]) -> Mapping[str, Blob]:
        """By the unique key."""
        found: dict[str, Blob] = {}
        for batch in batches(sorted(set(sha256s))):
            meant = (Blobs.provider == provider_id, Blobs.sha256.in_(batch))
            query = Blobs.select().where(*meant, Blobs.damaged_at.is_null(False))
            found |= {row["sha256"]: to_blob(row) for row in self._database.rows(query.dicts())}
        return found

    def expect(self, sites: Sequence[BlobSite], due_at: datetime) -> None:
        """Insert tombstones."""
        rows = [
            {
                "id": site.id,
                "provider": site.provider_id,
                "container": site.key.container,
                "name": site.key.name,
                "due_at": due_at,
            }
            for site in sites
        ]
        for batch in batches(rows):
            query = BlobTombstones.insert_many(batch).on_conflict(
                conflict_target=[BlobTombstones.id], update={BlobTombstones.due_at: EXCLUDED.due_at}
            )
            self._database.run(query)

    def add(
        self, blobs: Sequence[Blob], organization_id: UUID | None, now: datetime
    ) -> Mapping[str, Blob]:
        """One transaction: insert rows and shares, and remove the tombstones of blobs that stay."""
        first = {blob.fingerprint.sha256: blob for blob in reversed(blobs)}
        staying: dict[str, Blob] = {}
        with self._database.transaction():
            for batch in batches([first[sha256] for sha256 in sorted(first)]):
                staying |= {blob.fingerprint.sha256: blob for blob in self._insert(batch, now)}
            ids = [blob.id for blob in staying.values()]
            if organization_id is not None:
                self._share(ids, organization_id)
            self.remove_tombstones(ids)
        return staying

    def own(self, sent: Mapping[UUID, Fingerprint], organization_id: UUID) -> None:
        """Most often all have their SHA-1; then only the shares are written."""
        for batch in batches(sorted(sent)):
            with self._database.transaction():
                self._name({blob_id: sent[blob_id].sha1 or NO_SHA1 for blob_id in batch})
        self._share(sent, organization_id)

    def _name(self, sha1s: Mapping[UUID, str]) -> None:
        unnamed = Blobs.select(Blobs.id).where(Blobs.id.in_(list(sha1s)), Blobs.sha1 == NO_SHA1)
        ordered = self._database.locking(unnamed.order_by(Blobs.sha256), TO_TOUCH)
        ids = [row[0] for row in self._database.rows(ordered.tuples())]
        if ids:
            named = Case(None, [(Blobs.id == blob_id, sha1s[blob_id]) for blob_id in ids])
            self._database.run(Blobs.update(sha1=named).where(Blobs.id.in_(ids)))

    def _share(self, blob_ids: Collection[UUID], organization_id: UUID) -> None:
        """Rows are locked before shares refer to them: one that is gone is left out."""
        for batch in batches(sorted(set(blob_ids))):
            with self._database.transaction():
                there = Blobs.select(Blobs.id).where(Blobs.id.in_(batch)).order_by(Blobs.sha256)
                rows = self._database.rows(self._database.locking(there, _TO_REFER).tuples())
                shares = [
                    {"organization": organization_id, "blob": blob_id}
                    for (blob_id,) in sorted(rows)
                ]
                if shares:
                    self._database.run(insert(BlobOwners, shares, unless_known))

    def owned(
        self, provider_id: UUID, organization_id: UUID, sha1s: Collection[str], now: datetime
    ) -> Mapping[str, Blob]:
        """Of those with the same SHA-1, the oldest."""
        found = self._found.by_sha1(provider_id, organization_id, sha1s, now)
        return {str(blob.fingerprint.sha1): blob for blob in reversed(found)}

    def segments(self, upload_id: UUID) -> Sequence[Segment]:
        return segments_of_one(self._database, upload_id)

    def segments_of(
        self, upload_ids: Collection[UUID], limit: int
    ) -> Mapping[UUID, Sequence[Segment]]:
        return segments_of_many(self._database, upload_ids, limit)

    def collect(self, untouched_since: datetime, limit: int) -> int:
        """One transaction: lock, look again for uploads that use them, then write.

        The second look is a statement of its own, because it must see all that was committed before
        the locks were taken. From then on no transaction can make a row that refers to these.
        """
        with self._database.transaction():
            idle = (
                Blobs.select(Blobs.id)
                .where(Blobs.touched_at < untouched_since, ~_is_used())
                .order_by(Blobs.touched_at)
                .limit(limit)
            )
            rows = self._database.rows(self._database.locking(idle, _TO_COLLECT).tuples())
            locked = [row[0] for row in rows]
            return sum(self._forget(batch, untouched_since) for batch in batches(locked))

    def tombstones(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID, ObjectKey]]:
        """Read by the index on due_at."""
        columns = (
            BlobTombstones.id,
            BlobTombstones.provider,
            BlobTombstones.container,
            BlobTombstones.name,
        )
        query = BlobTombstones.select(*columns).where(BlobTombstones.due_at <= now)
        rows = self._database.rows(query.order_by(fn.RANDOM()).limit(limit).tuples())
        return [(tombstone, provider, ObjectKey(*key)) for tombstone, provider, *key in rows]

    def remove_tombstones(self, blob_ids: Collection[UUID]) -> None:
        """Delete rows."""
        for batch in batches(sorted(blob_ids)):
            self._database.run(BlobTombstones.delete().where(BlobTombstones.id.in_(batch)))

    def _insert(self, blobs: Sequence[Blob], now: datetime) -> Sequence[Blob]:
        """Insert the rows, or touch those that exist.

        Either way they cannot be removed until the end.

        A row without SHA-1 gets the new one. A damaged blob is whole again only if it is the same
        blob.
        """
        query = insert(Blobs, [to_row(blob, now) for blob in blobs], _touching)
        return [to_blob(row) for row in self._database.rows(query)]

    def _forget(self, blob_ids: Sequence[UUID], due_at: datetime) -> int:
        unused = Blobs.select(Blobs.id, Blobs.provider, Blobs.container, Blobs.name)
        unused = unused.where(Blobs.id.in_(blob_ids), ~_is_used())
        rows = [{**row, "due_at": due_at} for row in self._database.rows(unused.dicts())]
        if rows:
            ids = [row["id"] for row in rows]
            self._database.run(insert(BlobTombstones, rows))
            self._database.run(BlobOwners.delete().where(BlobOwners.blob.in_(ids)))
            self._database.run(Blobs.delete().where(Blobs.id.in_(ids)))
        return len(rows)


def _touching(query: Any) -> Any:
    healed = Case(None, [(Blobs.id == EXCLUDED.id, None)], Blobs.damaged_at)
    named = Case(None, [(Blobs.sha1 == NO_SHA1, EXCLUDED.sha1)], Blobs.sha1)
    touched = {
        Blobs.touched_at: EXCLUDED.touched_at,
        Blobs.damaged_at: healed,
        Blobs.sha1: named,
    }
    query = query.on_conflict(conflict_target=[Blobs.provider, Blobs.sha256], update=touched)
    return query.returning(Blobs)


def _is_used() -> Any:
    return fn.EXISTS(UploadBlobs.select(UploadBlobs.position).where(UploadBlobs.blob == Blobs.id))
