"""Chunks placed at byte offsets, kept in `upload_blobs`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from peewee import SQL, IntegrityError, fn

from db.blobs.blob_rows import to_blob
from db.composed import Composed
from db.database import Database
from db.fields import to_microseconds
from db.listing import condition, depends_on, excerpt_of
from db.tables.blobs import Blobs, UploadBlobs
from db.tables.uploads import Uploads
from db.uploads.upload_rows import to_upload
from dds_upload.core.errors import Conflict
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.placement import PlacedChunk, range_at
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState

#: SQL by hand, since each chunk runs it twice: three chunks in order, from the last one before.
_AROUND = """
SELECT c.position, b.size FROM upload_blobs c JOIN blobs b ON b.id = c.blob_id
WHERE c.upload_id = ? AND c.position >= COALESCE(
    (SELECT MAX(position) FROM upload_blobs WHERE upload_id = ? AND position < ?), 0)
ORDER BY c.position LIMIT 3
"""

_MOVE = """
UPDATE uploads SET chunks_count = ?, chunks_size = ?, active_at = ?, revision = revision + 1
WHERE id = ? AND state = 'open'
"""

_PLACE = """
INSERT INTO upload_blobs (upload_id, position, blob_id) VALUES (?, ?, ?)
ON CONFLICT (upload_id, position) DO UPDATE SET blob_id = EXCLUDED.blob_id
"""

_PRESENT = (UploadState.OPEN, UploadState.ASSEMBLING)

_COLUMNS = {
    "id": Uploads.id,
    "size": Uploads.size,
    "created_at": Uploads.created_at,
    "active_at": Uploads.active_at,
}


class PlacementTable(PlacementRecords):
    """The tables `uploads` and `upload_blobs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
        """By primary key."""
        return self._first(_one(outcome, locks=False), upload_id, owner_id)

    def hold(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
        """By primary key, and locked."""
        return self._first(_one(outcome, locks=True), upload_id, owner_id)

    def around(self, upload_id: UUID, wanted: ByteRange) -> Sequence[ByteRange]:
        """By primary key."""
        parameters = (upload_id.hex, upload_id.hex, wanted.first)
        return [range_at(*row) for row in self._database.sql(_AROUND, parameters).fetchall()]

    def place(
        self, upload: Upload, offset: int, blob_id: UUID, tally: Tally, now: datetime
    ) -> None:
        """Write the tally, then the chunk."""
        moved = (tally.count, tally.size, to_microseconds(now), upload.id.hex)
        try:
            if not self._database.sql(_MOVE, moved).rowcount:
                raise Conflict("the upload is not open any more")
            self._database.sql(_PLACE, (upload.id.hex, offset, blob_id.hex))
        except IntegrityError as error:
            raise Conflict("the chunk was cleaned up at the same moment") from error

    def chunks(self, upload_id: UUID) -> Sequence[PlacedChunk]:
        """One join, in the order of the primary key."""
        query = _placed(upload_id, UploadBlobs.position, Blobs).order_by(UploadBlobs.position)
        rows = self._database.rows(query.dicts())
        return [
            PlacedChunk(row["position"], to_blob(row), row["damaged_at"] is not None)
            for row in rows
        ]

    def damaged(self, upload_id: UUID) -> frozenset[int]:
        """The same join, which hardly ever gives a row."""
        query = _placed(upload_id, UploadBlobs.position).where(Blobs.damaged_at.is_null(False))
        return frozenset(position for (position,) in self._database.rows(query.tuples()))

    def page(
        self, owner_id: UUID, outcome: OutcomeKind | None, listing: Listing
    ) -> Excerpt[Upload]:
        """By the index on owner, state and time."""
        query = _own(owner_id, outcome).where(Uploads.state.in_(_PRESENT))

        def displaced(since: int) -> Any:
            at = fn.COALESCE(Uploads.consistent_at, Uploads.deleted_at)
            left = left_since(owner_id, outcome, since).where(at >= since)
            left = left.where(condition(listing.where, _COLUMNS))
            if depends_on(listing, "active_at"):
                left = left.union_all(query.where(Uploads.active_at >= since))
            return left

        found = excerpt_of(self._database, query, _COLUMNS, listing, displaced)
        return found.of([to_upload(row) for row in found.items])

    def _first(self, query: Composed, upload_id: UUID, owner_id: UUID) -> Upload | None:
        row = self._database.first(query(upload_id=upload_id, owner_id=owner_id))
        return None if row is None else to_upload(row)


def _placed(upload_id: UUID, *columns: Any) -> Any:
    query = UploadBlobs.select(*columns).join(Blobs, on=(Blobs.id == UploadBlobs.blob))
    return query.where(UploadBlobs.upload == upload_id)


def left_since(owner_id: UUID, outcome: OutcomeKind | None, since: int) -> Any:
    """The owner's uploads that were assembled, given up or purged since a moment; by an index."""
    at = fn.COALESCE(Uploads.purged_at, Uploads.consistent_at, Uploads.deleted_at)
    return _own(owner_id, outcome).where(at >= since, Uploads.state.not_in(_PRESENT))


@cache
def _one(outcome: OutcomeKind | None, *, locks: bool) -> Composed:
    """An upload by its id, if it is the owner's; each chunk runs it twice."""

    def build(upload_id: Any, owner_id: Any) -> Any:
        return _own(owner_id, outcome).where(Uploads.id == upload_id)

    return Composed(build, named=True, locks=locks)


def _own(owner_id: Any, outcome: OutcomeKind | None) -> Any:
    # Written as a literal: SQLite uses a partial index only where it can see that it applies.
    by_offset = Uploads.addressing == SQL("'offset'")
    which = Uploads.outcome.is_null() if outcome is None else Uploads.outcome == outcome
    return Uploads.select().where(Uploads.created_by == owner_id, by_offset, which)
