"""Chunks placed at byte offsets, kept in `upload_blobs`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegrityError, fn

from db.accounts.audit import stamp
from db.blobs.blobs import to_blob
from db.database import Database
from db.fields import to_microseconds
from db.listing import rows_of
from db.tables.blobs import Blobs, UploadBlobs
from db.tables.placements import Artifacts
from db.tables.uploads import UploadDigests, Uploads
from db.uploads.upkeep import purging
from db.uploads.upload_rows import to_upload
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Conflict
from dds_upload.core.listing import Listing
from dds_upload.core.paging import Page
from dds_upload.core.placements.placement import PlacedChunk, range_at
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState

#: By hand, since each chunk asks twice: from the last chunk that begins before, three in order.
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

    def find(self, upload_id: UUID, owner_id: UUID) -> Upload | None:
        """By primary key."""
        return self._first(_own(owner_id).where(Uploads.id == upload_id))

    def hold(self, upload_id: UUID, owner_id: UUID) -> Upload | None:
        """By primary key, and locked."""
        return self._first(self._locking(_own(owner_id).where(Uploads.id == upload_id)))

    def around(self, upload_id: UUID, wanted: ByteRange) -> Sequence[ByteRange]:
        """By primary key."""
        parameters = (upload_id.hex, upload_id.hex, wanted.first)
        return [range_at(*row) for row in self._database.sql(_AROUND, parameters).fetchall()]

    def place(
        self, upload: Upload, offset: int, blob_id: UUID, tally: Tally, now: datetime
    ) -> None:
        """The tally, then the chunk."""
        moved = (tally.count, tally.size, to_microseconds(now), upload.id.hex)
        try:
            if not self._database.sql(_MOVE, moved).rowcount:
                raise Conflict("the upload is not open any more")
            self._database.sql(_PLACE, (upload.id.hex, offset, blob_id.hex))
        except IntegrityError as error:
            raise Conflict("the chunk was cleaned up at the same moment") from error

    def chunks(self, upload_id: UUID) -> Sequence[PlacedChunk]:
        """One join, in the order of the primary key."""
        query = UploadBlobs.select(UploadBlobs.position, Blobs)
        query = query.join(Blobs, on=(Blobs.id == UploadBlobs.blob))
        query = query.where(UploadBlobs.upload == upload_id).order_by(UploadBlobs.position)
        rows = self._database.rows(query.dicts())
        return [PlacedChunk(row["position"], to_blob(row)) for row in rows]

    def page(self, owner_id: UUID, listing: Listing) -> Page[Upload]:
        """By the index on owner, state and time."""
        query = _own(owner_id).where(Uploads.state.in_(_PRESENT))
        last = (Uploads.created_at.desc(), Uploads.id)
        rows, total = rows_of(self._database, query, _COLUMNS, listing, last)
        return Page([to_upload(row) for row in rows], total)

    def hold_content(self, sha256: str, owner_id: UUID) -> Sequence[Upload]:
        """By the index on owner and content; on PostgreSQL always held in one order."""
        complete = (Uploads.state == UploadState.COMPLETE) & (Uploads.claimed_value == sha256)
        query = _own(owner_id).where(complete)
        if not self._database.is_sqlite:
            query = query.order_by(Uploads.id).for_update()
        found = [to_upload(row) for row in self._database.rows(query.dicts())]
        return sorted(found, key=lambda upload: upload.id)

    def purge(self, uploads: Sequence[Upload], caller: Caller, now: datetime) -> None:
        """An artifact that another upload has taken over meanwhile stays with that one."""
        ids = [upload.id for upload in uploads]
        purged = purging(now, **stamp("deleted", caller, now)).where(Uploads.id.in_(ids))
        self._database.run(purged)
        self._database.run(Artifacts.delete().where(Artifacts.upload.in_(ids)))

    def reopen(self, upload: Upload, now: datetime) -> bool:
        """One transaction; the digest its client reported goes with the claim."""
        mine = (Uploads.id == upload.id) & (Uploads.claims == upload.claims)
        still = mine & (Uploads.state == UploadState.ASSEMBLING)
        with self._database.transaction():
            if not self._database.run(Uploads.update(_opened(now)).where(still)):
                return False
            digests = UploadDigests.delete().where(UploadDigests.upload == upload.id)
            self._database.run(digests)
            if self._database.run(_lost(upload.id)):
                self._count_again(upload.id)
            return True

    def _locking(self, query: Any) -> Any:
        """On SQLite a transaction that writes is the only one, so there is nothing to lock."""
        return query if self._database.is_sqlite else query.for_update()

    def _count_again(self, upload_id: UUID) -> None:
        query = UploadBlobs.select(fn.COUNT(Blobs.id), fn.COALESCE(fn.SUM(Blobs.size), 0))
        query = query.join(Blobs, on=(Blobs.id == UploadBlobs.blob))
        query = query.where(UploadBlobs.upload == upload_id)
        count, size = self._database.first(query.tuples())
        left = Uploads.update(chunks_count=count, chunks_size=int(size))
        self._database.run(left.where(Uploads.id == upload_id))

    def _first(self, query: Any) -> Upload | None:
        row = self._database.first(query.dicts())
        return None if row is None else to_upload(row)


def _own(owner_id: UUID) -> Any:
    return Uploads.select().where(Uploads.created_by == owner_id, Uploads.by_offset)


def _opened(now: datetime) -> dict[str, Any]:
    return {
        "state": UploadState.OPEN,
        "claimed_algorithm": None,
        "claimed_value": None,
        "completed_at": None,
        "active_at": now,
        "due_at": None,
        "attempts": 0,
        "revision": Uploads.revision + 1,
    }


def _lost(upload_id: UUID) -> Any:
    """Forgets chunks whose bytes storage has not any more."""
    mine = UploadBlobs.upload == upload_id
    own = UploadBlobs.select(Blobs.id).join(Blobs, on=(Blobs.id == UploadBlobs.blob)).where(mine)
    damaged = own.where(Blobs.damaged_at.is_null(False))
    return UploadBlobs.delete().where(mine, UploadBlobs.blob.in_(damaged))
