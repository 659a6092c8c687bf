"""What says of an upload where a file's bytes are, and whether they can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from db.failures import to_failure
from db.fields import from_microseconds
from db.json_rows import JsonRow
from db.storage.providers import to_provider
from db.tables.storage import StorageProviders
from dds_upload.core.failure import Failure
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.upload import UploadState, finished_key

#: A provider, as `s`.
PROVIDER = JsonRow(StorageProviders, "s")

#: The columns of an upload, as `u`, that `stored_values` takes.
CONTENT = (
    *("u.id", "u.size", "u.provider_id", "u.container", "u.addressing", "u.claims"),
    *("u.state", "u.completed_at", "u.error_code", "u.error_details"),
)

#: The fields of StoredContent, in their order.
StoredValues = tuple[int, ObjectKey, ProviderRecord, UploadState, Failure | None, datetime | None]


def providers_in(rows: Iterable[Any] | None) -> dict[str, ProviderRecord]:
    """The providers of these rows, by their ids as they were read."""
    return {it[0]: to_provider(PROVIDER.read(it)) for it in rows or ()}


def stored_values(
    providers: Mapping[str, ProviderRecord],
    upload_id: str,
    size: int,
    provider_id: str,
    container: str,
    addressing: str,
    leases: int,
    state: str,
    completed_at: int | None,
    error_code: str | None,
    error_details: str | None,
) -> StoredValues:
    """Of an upload at one of these providers."""
    return (
        size,
        finished_key(container, UUID(upload_id), Addressing(addressing), leases),
        providers[provider_id],
        UploadState(state),
        to_failure(error_code, error_details),
        None if completed_at is None else from_microseconds(completed_at),
    )
