"""Uploads, chunks and storage providers as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dds_upload.core.accounts.authorship import Actor
from dds_upload.core.storage.policy import Plan
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.holdings import HeldChunk
from dds_upload.core.uploads.open_uploads import OpenLimits, OpenUsage
from dds_upload.core.uploads.records import UploadDetails
from dds_upload.core.uploads.upload import Upload
from dds_upload.protocols.dds.rendering import actor, audit, moment
from dds_upload.protocols.dds.words import WORDS

Body = dict[str, Any]


def upload(details: UploadDetails) -> Body:
    """An upload; its resource adds the signed URL of one that is sent as one piece."""
    it = details.upload
    body: Body = {
        "id": str(it.id),
        "name": it.name,
        "content_type": it.content_type,
        "size": it.size,
        "etag": it.etag,
        "storage_container": it.container,
        "state": it.state.value,
        "status": _status(it),
        "audit": audit(details.audit),
        "project": _project(details),
        "storage_provider": provider_preview(details.provider),
        "hashes": [reported_digest(digest) for digest in details.digests],
    }
    if it.chunked:
        body["chunks"] = [_chunk(*chunk) for chunk in details.chunks]
    return body


def reported_digest(
    value: ReportedDigest, actor: Callable[[Actor | None], Body | None] = actor
) -> Body:
    """A whole-file digest, with the user that reported it and the time."""
    return {
        "algorithm": value.digest.algorithm,
        "value": value.digest.value,
        "audit": audit(value.audit, actor),
    }


def provider_preview(value: ProviderRecord) -> Body:
    """A provider inside of another object."""
    return {"id": str(value.id), "name": value.display_name, "description": value.description}


def provider(value: ProviderRecord) -> Body:
    """A provider with its policy; sizes in bytes."""
    return {
        **provider_preview(value),
        "chunk_hash_algorithm": value.policy.chunk_hash_algorithm,
        "chunk_max_size_bytes": value.policy.chunk_max_size_bytes,
        "chunk_max_number": value.policy.chunk_max_number,
        "file_max_size_bytes": value.policy.file_max_size_bytes,
        "is_default": value.is_default,
        "is_deprecated": value.is_deprecated,
    }


def plan(value: Plan, usage: OpenUsage, most: OpenLimits) -> Body:
    """How a file would be cut; null if it does not fit, or if there is no bound."""
    return {
        "open": {
            "uploads": usage.uploads,
            "uploads_max": most.uploads or None,
            "bytes": usage.bytes,
            "bytes_max": most.bytes or None,
        },
        "fits": value.fits,
        "chunk_min_size_bytes": value.chunk_min_size_bytes,
        "chunk_max_size_bytes": value.chunk_max_size_bytes,
        "chunk_size_bytes": value.chunk_size_bytes,
        "chunk_count": value.chunk_count,
    }


def held_chunk(value: HeldChunk) -> Body:
    """A chunk with its state in storage, and with its first byte if it has an offset."""
    it, digest = value.chunk, value.chunk.digest
    shown = _chunk(it.number, it.size, digest.algorithm, digest.value)
    body = {**shown, "state": value.state.value}
    return body if value.offset is None else {**body, "offset": value.offset}


def _status(it: Upload) -> Body:
    status: Body = {
        "initiated_on": moment(it.created_at),
        "completed_on": moment(it.completed_at),
        "is_consistent": it.consistent_at is not None,
        "purged_on": moment(it.purged_at),
        "sealed_on": moment(it.sealed_at),
        "error_on": moment(it.failed_at),
        "error_message": WORDS.say_failure(it.failure) if it.failure else None,
        "verified": it.verified.value,
    }
    return {**status, "ready_for_chunks": True} if it.chunked else status


def _project(details: UploadDetails) -> Body | None:
    if details.upload.project_id is None:
        return None
    return {"id": str(details.upload.project_id), "name": details.project_name}


def _chunk(number: int, size: int, algorithm: str, value: str) -> Body:
    return {"number": number, "size": size, "hash": {"value": value, "algorithm": algorithm}}
