"""Describes dds_upload/protocols/dds/storage_providers.py."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, listed, one
from dds_upload.protocols.dds.document.common import provider_preview
from dds_upload.web.openapi.parts import query_needed
from dds_upload.web.openapi.schemas import Json, flag, or_null, reference, shown, size, text, whole
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/storage_providers": {
            "get": call(
                "providers_list",
                "List the storage providers and their limits, deprecated ones included.",
                {200: listed("StorageProvider")},
            )
        },
        "/storage_providers/{provider_id}": {
            "get": call(
                "providers_read",
                "Read one storage provider.",
                {200: one("The provider.", "StorageProvider")},
            )
        },
        "/storage_providers/{provider_id}/plan": {
            "get": call(
                "providers_plan",
                "Show how a file of some size would be cut, and how much the caller has "
                "open. This begins nothing.",
                {200: one("The plan.", "Plan")},
                parameters=[query_needed("size", "The size of the file.", size("Bytes."))],
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {
        "StorageProvider": shown("A storage provider and its limits.", _provider()),
        "Plan": shown("How a file would be cut.", _plan()),
        "OpenUploads": shown("The unfinished uploads of a user.", _open()),
    }


def _provider() -> dict[str, Json]:
    return {
        **provider_preview(),
        "chunk_hash_algorithm": text("The algorithm of the digests of chunks."),
        "chunk_max_size_bytes": whole("The largest chunk."),
        "chunk_max_number": whole("The most chunks of a file."),
        "file_max_size_bytes": whole("The largest file."),
        "is_default": flag("Whether uploads that name no provider go to it."),
        "is_deprecated": flag("Whether it takes no new uploads."),
    }


def _plan() -> dict[str, Json]:
    return {
        "open": reference("OpenUploads"),
        "fits": flag(
            "Whether the provider's limits allow a file of this size. Whether a new upload of it "
            "is taken now also depends on what the caller has `open`, and on quotas of storage."
        ),
        "chunk_min_size_bytes": or_null(whole("The smallest chunk, except the last one.")),
        "chunk_max_size_bytes": whole("The largest chunk."),
        "chunk_size_bytes": or_null(whole("The best size of chunks.")),
        "chunk_count": or_null(whole("The number of chunks of that size.")),
    }


def _open() -> dict[str, Json]:
    return {
        "uploads": whole("The number."),
        "uploads_max": or_null(whole("The most uploads allowed; null: no bound.")),
        "bytes": whole("The sum of the sizes of their files."),
        "bytes_max": or_null(whole("The largest sum allowed; null: no bound.")),
    }
