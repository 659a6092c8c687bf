"""Turns uploads into rows, and rows into uploads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.failures import failure_columns, to_failure
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState, Verified

#: Columns with the name and the type of the field.
_PLAIN = (
    "id",
    "container",
    "name",
    "content_type",
    "size",
    "chunk_hash_algorithm",
    "revision",
    "etag",
    "created_at",
    "active_at",
    "urls_end_at",
    "completed_at",
    "consistent_at",
    "failed_at",
    "moved_at",
    "purged_at",
    "sealed_at",
    "attempts",
    "leases",
)


def to_upload(row: Mapping[str, Any]) -> Upload:
    """An upload from its row as of `.dicts()`."""
    algorithm = row["claimed_algorithm"]
    return Upload(
        **{name: row[name] for name in _PLAIN},
        project_id=row["project"],
        provider_id=row["provider"],
        limits=ChunkLimits(
            row["chunk_min_size_bytes"], row["chunk_max_size_bytes"], row["chunk_max_number"]
        ),
        addressing=Addressing(row["addressing"]),
        outcome=OutcomeKind(row["outcome"]) if row["outcome"] else None,
        state=UploadState(row["state"]),
        tally=Tally(
            row["chunks_count"], row["chunks_size"], row["chunks_highest"], row["chunks_short"]
        ),
        creator_id=row["created_by"],
        claimed=Digest(algorithm, row["claimed_value"]) if algorithm else None,
        verified=Verified(row["verified"]),
        failure=to_failure(row["error_code"], row["error_details"]),
        gone_at=row["deleted_at"],
    )


def to_row(upload: Upload) -> dict[str, Any]:
    """The columns of a new upload, without its audit.

    An upload that is to be assembled from the start is due at once.
    """
    return {
        **{name: getattr(upload, name) for name in _PLAIN},
        "project": upload.project_id,
        "provider": upload.provider_id,
        "chunk_min_size_bytes": upload.limits.chunk_min_size_bytes,
        "chunk_max_size_bytes": upload.limits.chunk_max_size_bytes,
        "chunk_max_number": upload.limits.chunk_max_number,
        "claimed_algorithm": upload.claimed.algorithm if upload.claimed else None,
        "claimed_value": upload.claimed.value if upload.claimed else None,
        "addressing": upload.addressing,
        "outcome": upload.outcome,
        "state": upload.state,
        "verified": upload.verified,
        "due_at": upload.created_at if upload.state is UploadState.ASSEMBLING else None,
        **failure_columns(upload.failure),
    }
