"""Turns blobs into rows, and rows into blobs.

The column of the SHA-1 cannot be null; it is empty until a SHA-1 is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from db.fields import to_uuid
from db.tables.blobs import Blobs
from dds_upload.core.blobs.blob import Blob, Fingerprint
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey

NO_SHA1 = ""


def to_row(blob: Blob, now: datetime) -> dict[str, Any]:
    """The columns of a blob that was stored just now."""
    fingerprint = blob.fingerprint
    return {
        "id": blob.id,
        "provider": blob.provider_id,
        "container": blob.key.container,
        "name": blob.key.name,
        "size": fingerprint.size,
        "sha1": fingerprint.sha1 or NO_SHA1,
        "sha256": fingerprint.sha256,
        "digest_algorithm": fingerprint.stored.algorithm,
        "digest_value": fingerprint.stored.value,
        "created_at": now,
        "touched_at": now,
    }


#: The columns of `blob_of_plain`.
PLAIN = (
    Blobs.id,
    Blobs.container,
    Blobs.name,
    Blobs.size,
    Blobs.sha1,
    Blobs.sha256,
    Blobs.digest_algorithm,
    Blobs.digest_value,
)


def blob_of_plain(
    provider_id: UUID,
    blob_id: Any,
    container: str,
    name: str,
    size: int,
    sha1: str,
    sha256: str,
    algorithm: str,
    value: str,
) -> Blob:
    """A blob at that provider, from the values of PLAIN as the driver gives them."""
    fingerprint = Fingerprint(size, sha1 or None, sha256, Digest(algorithm, value))
    key = ObjectKey(container, name)
    return Blob(to_uuid(blob_id), provider_id, key, fingerprint)


def to_blob(row: Mapping[str, Any]) -> Blob:
    """A blob from its row as of `.dicts()`."""
    stored = Digest(row["digest_algorithm"], row["digest_value"])
    return Blob(
        id=row["id"],
        provider_id=row["provider"],
        key=ObjectKey(row["container"], row["name"]),
        fingerprint=Fingerprint(row["size"], row["sha1"] or None, row["sha256"], stored),
    )
