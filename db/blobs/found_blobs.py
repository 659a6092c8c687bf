"""Finds many blobs by their digests, and keeps those that are found from clean-up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from peewee import fn

from db.among import among, unindexed
from db.batches import BATCH_AMONG, batches
from db.blobs.blob_rows import PLAIN, blob_of_plain
from db.database import Database
from db.fields import to_microseconds
from db.tables.blobs import BlobOwners, Blobs
from dds_upload.core.blobs.blob import Blob

#: A blob that was touched less than this ago is not touched again: clients ask every second.
TOUCH_AGAIN_AFTER = timedelta(hours=1)

#: As strong as an UPDATE's own lock; owners and files can still refer to the row meanwhile.
TO_TOUCH = "FOR NO KEY UPDATE"


class FoundBlobs:
    """Reads `blobs`, and touches them. Blobs that are damaged are not found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_sha256(self, provider_id: UUID, sha256s: Collection[str], now: datetime) -> list[Blob]:
        """By the unique key, oldest first."""
        at_provider = Blobs.provider == provider_id
        return self._found(provider_id, Blobs.sha256, sha256s, now, at_provider)

    def by_sha1(
        self, provider_id: UUID, organization_id: UUID, sha1s: Collection[str], now: datetime
    ) -> list[Blob]:
        """Those that the organisation owns, oldest first.

        By the index on SHA-1, and the owners' primary key. The unique key begins with the provider,
        and SQLite would read all of its blobs.
        """
        at_provider = unindexed(self._database, Blobs.provider, provider_id)
        shares = BlobOwners.select(BlobOwners.blob).where(
            BlobOwners.organization == organization_id, BlobOwners.blob == Blobs.id
        )
        is_owned = fn.EXISTS(shares)
        return self._found(provider_id, Blobs.sha1, sha1s, now, at_provider, is_owned)

    def _found(
        self,
        provider_id: UUID,
        column: Any,
        values: Collection[str],
        now: datetime,
        *conditions: Any,
    ) -> list[Blob]:
        """Those that clean-up could take soon are touched.

        Then all are read again, because it may have been faster. Most often there are none.
        """
        found: list[Blob] = []
        touched_since = now - TOUCH_AGAIN_AFTER
        oldest = to_microseconds(touched_since)
        for batch in batches((value for value, _ in groupby(sorted(values))), BATCH_AMONG):
            is_one = among(self._database, column, batch)
            meant = (*conditions, is_one, Blobs.damaged_at.is_null())
            query = Blobs.select(*PLAIN, Blobs.touched_at).where(*meant)
            query = query.order_by(Blobs.created_at, Blobs.id)
            rows = self._database.plain_rows(query)
            if any(row[-1] < oldest for row in rows):
                self._touch((*meant, Blobs.touched_at < touched_since), now)
                rows = self._database.plain_rows(query)
            found += [blob_of_plain(provider_id, *row[:-1]) for row in rows]
        return found

    def _touch(self, meant: Sequence[Any], now: datetime) -> None:
        """Rows are locked in the order of their SHA-256, as by all who lock several."""
        stale: Any = Blobs.select(Blobs.id).where(*meant).order_by(Blobs.sha256)
        with self._database.transaction():
            locked = self._database.locking(stale, TO_TOUCH).tuples()
            ids = [row[0] for row in self._database.rows(locked)]
            self._database.run(Blobs.update(touched_at=now).where(Blobs.id.in_(ids)))
