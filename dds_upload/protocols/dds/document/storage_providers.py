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
                "The storage providers and their limits, deprecated ones included.",
                {200: listed("StorageProvider")},
            )
        },
        "/storage_providers/{provider_id}": {
            "get": call(
                "providers_read",
                "One storage provider.",
                {200: one("The provider.", "StorageProvider")},
            )
        },
        "/storage_providers/{provider_id}/plan": {
            "get": call(
                "providers_plan",
                "How a file of some size would be cut, and what of the caller's is open. It begins "
                "nothing.",
                {200: one("The plan.", "Plan")},
                parameters=[query_needed("size", "The size of the file.", size("Bytes."))],
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {
        "StorageProvider": shown("Where bytes are kept, and what it can hold.", _provider()),
        "Plan": shown("How a file would be cut.", _plan()),
        "OpenUploads": shown("What a user has begun and not finished.", _open()),
    }


def _provider() -> dict[str, Json]:
    return {
        **provider_preview(),
        "chunk_hash_algorithm": text("The algorithm that chunks are announced with."),
        "chunk_max_size_bytes": whole("How large a chunk may be."),
        "chunk_max_number": whole("How many chunks a file may have."),
        "file_max_size_bytes": whole("How large a file may be."),
        "is_default": flag("Whether it is taken where none is named."),
        "is_deprecated": flag("Whether it takes no new uploads."),
    }


def _plan() -> dict[str, Json]:
    return {
        "open": reference("OpenUploads"),
        "fits": flag("Whether the file can be stored there."),
        "chunk_min_size_bytes": or_null(whole("How small a chunk may be, but the last.")),
        "chunk_max_size_bytes": whole("How large a chunk may be."),
        "chunk_size_bytes": or_null(whole("How large chunks had best be.")),
        "chunk_count": or_null(whole("How many that are.")),
    }


def _open() -> dict[str, Json]:
    return {
        "uploads": whole("How many."),
        "uploads_max": or_null(whole("How many may be; null: no bound.")),
        "bytes": whole("The sizes of their files together."),
        "bytes_max": or_null(whole("How much that may be; null: no bound.")),
    }
