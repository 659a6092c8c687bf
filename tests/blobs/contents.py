"""Chunks to store, and what is known of them afterwards."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import Block, ObjectStore
from dds_upload.operations.blobs.store_blobs import IncomingBlob
from tests.house.setting import Lab

#: When it is in tests of tables, and how far apart things are there.
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def sha1(data: bytes) -> str:
    """What clients call a chunk."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def sha256(blob: Blob) -> str:
    """What its provider knows it by."""
    return blob.fingerprint.sha256


def fingerprint(data: bytes, *, named: str | None = None) -> Fingerprint:
    """What is computed of a chunk; `named` pretends another SHA-1, as a collision would have."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Fingerprint(len(data), named or sha1(data), sha256, Digest.of("md5", data))


def incoming(store: ObjectStore, *contents: bytes) -> list[IncomingBlob]:
    """Chunks as they come in, on their way to that store."""
    return [IncomingBlob(fingerprint(data), _Held(store, data)) for data in contents]


class _Held:
    """A draft in memory."""

    def __init__(self, store: ObjectStore, data: bytes) -> None:
        self._store = store
        self._data = data

    def write(self, block: Block, /) -> None:
        self._data += block

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        source, size = [self._data], len(self._data)
        self._store.put(key, source, size=size, digest=digest, algorithm=digest.algorithm)

    def close(self) -> None:
        self._data = b""


def new_blob(provider_id: UUID, data: bytes, *, named: str | None = None) -> Blob:
    """A blob that is not remembered yet."""
    return BlobSite.new(provider_id).holding(fingerprint(data, named=named))


def organization(lab: Lab, slug: str = "default") -> UUID:
    """The id of an organisation, which is made if it is not there."""
    for overview in lab.accounts.organizations.all():
        if overview.organization.slug == slug:
            return overview.organization.id
    return lab.accounts.organizations.create(slug).id


def count(lab: Lab, table: str) -> int:
    """How many rows a table has."""
    return int(lab.database.sql(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def age(lab: Lab, hours: float) -> None:
    """Let all blobs and tombstones be that much older."""
    earlier = int(hours * 3600 * 1_000_000)
    lab.database.sql("UPDATE blobs SET touched_at = touched_at - ?", (earlier,))
    lab.database.sql("UPDATE blob_graves SET due_at = due_at - ?", (earlier,))


def objects(lab: Lab) -> list[str]:
    """The names of all stored chunks, as they lie on the disk."""
    found = (lab.root / "containers").glob("content-*/*/*")
    return sorted(path.name.split(".")[0] for path in found)
