"""Blobs as segments of uploads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from db.batches import batches
from db.database import Database
from db.tables.blobs import Blobs, UploadBlobs
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, Segment

_SEGMENT = (Blobs.container, Blobs.name, Blobs.size, Blobs.digest_algorithm, Blobs.digest_value)


def segments_of_one(database: Database, upload_id: UUID) -> Sequence[Segment]:
    """One join, in the order of the primary key."""
    query = UploadBlobs.select(*_SEGMENT).join(Blobs, on=(Blobs.id == UploadBlobs.blob))
    query = query.where(UploadBlobs.upload == upload_id).order_by(UploadBlobs.position)
    return [_segment(*row) for row in database.rows(query.tuples())]


def segments_of_many(
    database: Database, upload_ids: Collection[UUID], limit: int
) -> Mapping[UUID, Sequence[Segment]]:
    """One join for each batch of uploads, until there are `limit` segments."""
    found: dict[UUID, list[Segment]] = defaultdict(list)
    for batch in batches(dict.fromkeys(upload_ids)):
        query = UploadBlobs.select(UploadBlobs.upload, *_SEGMENT)
        query = query.join(Blobs, on=(Blobs.id == UploadBlobs.blob))
        query = query.where(UploadBlobs.upload.in_(batch)).distinct().limit(limit)
        rows = database.rows(query.tuples())
        for upload_id, *row in rows:
            found[upload_id].append(_segment(*row))
        limit -= len(rows)
        if not limit:
            break
    return found


def _segment(container: str, name: str, size: int, algorithm: str, value: str) -> Segment:
    return Segment(ObjectKey(container, name), size, Digest(algorithm, value))
