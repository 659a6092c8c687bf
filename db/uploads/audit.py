"""Reads all objects that storage should have, in the order in which storage lists them.

Names are compared by their bytes, in every language of the database. Blobs are ordered by their
ids, which is the order of their keys.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from peewee import Tuple, Value

from db.database import Database
from db.tables.blobs import Blobs, BlobTombstones
from db.tables.content import DerivedFiles
from db.tables.uploads import Chunks, Uploads
from db.uploads.grant_rows import to_chunk
from db.uploads.grants import CHUNK_COLUMNS
from db.uploads.upload_rows import to_upload
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.audit import AuditRecords, Claimed, Expected
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.upload import BYTES_GO, Upload, UploadState

#: The rows of a page; it has fewer if uploads have many chunks.
_PAGE = 500

#: How many chunks are in memory at a time, unless one upload has more.
_CHUNKS = 50_000


class AuditTable(AuditRecords):
    """The tables `uploads`, `chunks`, `derived_files`, `blobs` and `blob_graves`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expected(self, provider_id: UUID) -> Iterator[Expected]:
        """Three streams, each by an index, merged."""
        streams = (
            self._of_uploads(provider_id),
            self._of_blobs(provider_id, Blobs, _of_blob),
            self._of_blobs(provider_id, BlobTombstones, _of_tombstone),
        )
        return heapq.merge(*streams, key=lambda it: (it.key.container, it.key.name))

    def again(self, provider_id: UUID, owner_id: UUID) -> Sequence[Expected]:
        """By primary keys."""
        rows = self._database.rows(Uploads.select().where(Uploads.id == owner_id).dicts())
        found = list(self._of_rows(rows))
        for table, read in ((Blobs, _of_blob), (BlobTombstones, _of_tombstone)):
            query = table.select().where(table.id == owner_id, table.provider == provider_id)
            found += [read(row) for row in self._database.rows(query.dicts())]
        return found

    def _of_uploads(self, provider_id: UUID) -> Iterator[Expected]:
        container: Any = Uploads.container  # SQLite compares bytes by itself
        if not self._database.is_sqlite:
            container = container.collate('"C"')
        place: Any = None
        while True:
            query = Uploads.select().where(Uploads.provider == provider_id)
            if place is not None:
                query = query.where(Tuple(container, Uploads.id) > place)
            query = query.order_by(container, Uploads.id).limit(_PAGE)
            rows = self._database.rows(query.dicts())
            yield from self._of_rows(rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1]
            place = Tuple(last["container"], Value(last["id"], Uploads.id.db_value))

    def _of_rows(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Expected]:
        for some in _lots(rows):
            uploads = [(to_upload(row), row["due_at"] is not None) for row in some]
            whole = [
                it.id for it, _ in uploads if it.state is UploadState.COMPLETE or it.is_damaged
            ]
            chunks, derived = self._chunks(whole), self._derived(whole)
            for upload, is_due in uploads:
                yield from _of_upload(
                    upload, is_due, chunks.get(upload.id, ()), derived.get(upload.id, ())
                )

    def _chunks(self, upload_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Chunk]]:
        query = Chunks.select(Chunks.upload, *CHUNK_COLUMNS)
        found: dict[UUID, list[Chunk]] = defaultdict(list)
        for upload_id, *row in self._read(query.where(Chunks.upload.in_(upload_ids))):
            found[upload_id].append(to_chunk(row))
        return found

    def _derived(self, upload_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Mapping[str, Any]]]:
        found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
        query = DerivedFiles.select().where(DerivedFiles.upload.in_(upload_ids))
        for row in self._database.rows(query.dicts()):
            found[row["upload"]].append(row)
        return found

    def _of_blobs(self, provider_id: UUID, table: Any, read: Any) -> Iterator[Expected]:
        """Blobs of other providers are skipped here, so that every page is read by its key."""
        last: UUID | None = None
        while True:
            query = table.select() if last is None else table.select().where(table.id > last)
            rows = self._database.rows(query.order_by(table.id).limit(_PAGE).dicts())
            yield from (read(row) for row in rows if row["provider"] == provider_id)
            if len(rows) < _PAGE:
                return
            last = rows[-1]["id"]

    def _read(self, query: Any) -> list[Any]:
        return self._database.rows(query.tuples())


def _lots(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """The rows in their order, as many at a time as have not too many chunks."""
    lot: list[Mapping[str, Any]] = []
    count = 0
    for row in rows:
        if lot and count + row["chunks_count"] > _CHUNKS:
            yield lot
            lot, count = [], 0
        lot.append(row)
        count += row["chunks_count"]
    if lot:
        yield lot


def _of_upload(
    upload: Upload,
    is_due: bool,
    chunks: Sequence[Chunk],
    derived: Sequence[Mapping[str, Any]],
) -> Iterator[Expected]:
    """Nothing is expected of an unfinished upload, nor of one whose bytes are being removed."""
    is_over = upload.state is UploadState.COMPLETE or upload.state in BYTES_GO
    if is_due or not is_over:
        yield Expected(upload.tree, Claimed.TREE, upload.id)
    if upload.state is not UploadState.COMPLETE and not upload.is_damaged:
        return
    found = [Expected(upload.key, Claimed.FILE, upload.id, upload.size)]
    if upload.addressing is Addressing.WHOLE:
        key = upload.whole_key
        found.append(Expected(key, Claimed.CHUNK, upload.id, upload.size, upload.claimed))
    if upload.addressing is Addressing.NUMBER:
        found += [
            Expected(upload.chunk_key(it), Claimed.CHUNK, upload.id, it.size, it.digest)
            for it in chunks
        ]
    for row in derived:
        key = ObjectKey(upload.container, row["name"])
        digest = Digest(row["digest_algorithm"], row["digest_value"])
        found.append(Expected(key, Claimed.DERIVED, upload.id, row["size"], digest))
    for it in sorted(found, key=lambda it: it.key.name):
        yield Expected(it.key, it.what, it.owner_id, it.size, it.digest, upload.is_damaged)


def _of_blob(row: Mapping[str, Any]) -> Expected:
    return Expected(
        ObjectKey(row["container"], row["name"]),
        Claimed.BLOB,
        row["id"],
        row["size"],
        Digest(row["digest_algorithm"], row["digest_value"]),
        row["damaged_at"] is not None,
    )


def _of_tombstone(row: Mapping[str, Any]) -> Expected:
    return Expected(ObjectKey(row["container"], row["name"]), Claimed.TOMBSTONE, row["id"])
