"""Uploads, artifacts and tasks as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk, missing_ranges
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.upload import Upload
from dds_upload.protocols.pulp.names import ARTIFACT, TASK, UPLOAD
from dds_upload.protocols.pulp.words import WORDS

Body = dict[str, Any]

#: The name by which clients know the one kind of task.
TASK_NAME = "pulpcore.app.tasks.upload.commit"


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with microseconds and Z."""
    return None if value is None else f"{value:%Y-%m-%dT%H:%M:%S.%f}Z"


def byte_range(value: ByteRange) -> Body:
    """Both ends are included."""
    return {"first": value.first, "last": value.last}


def upload(it: Upload) -> Body:
    """An upload as an item of a list."""
    return {
        "pulp_href": UPLOAD.href(it.id),
        "prn": UPLOAD.prn(it.id),
        "pulp_created": moment(it.created_at),
        "pulp_last_updated": moment(it.active_at),
        "size": it.size,
    }


def upload_detail(it: Upload, chunks: Sequence[PlacedChunk]) -> Body:
    """The same with everything that a client needs to resume."""
    missing = missing_ranges((chunk.range for chunk in chunks), it.size)
    return {
        **upload(it),
        "chunks": [_chunk(chunk) for chunk in chunks],
        "bytes_received": sum(chunk.blob.fingerprint.size for chunk in chunks),
        "missing_ranges": [byte_range(each) for each in missing],
    }


def artifact(it: Artifact) -> Body:
    """An artifact; digests that are not computed for every content are null."""
    return {
        "pulp_href": ARTIFACT.href(it.id),
        "prn": ARTIFACT.prn(it.id),
        "pulp_created": moment(it.created_at),
        "pulp_last_updated": moment(it.created_at),
        "file": f"artifact/{it.sha256[:2]}/{it.sha256[2:]}",
        "size": it.size,
        "md5": None,
        "sha1": None,
        "sha224": None,
        "sha256": it.sha256,
        "sha384": None,
        "sha512": None,
    }


def task(it: Commit) -> Body:
    """A commit as a task; clients need every key."""
    made = it.artifact_id
    last = it.finished_at or it.started_at or it.created_at
    return {
        "pulp_href": TASK.href(it.id),
        "prn": TASK.prn(it.id),
        "pulp_created": moment(it.created_at),
        "pulp_last_updated": moment(last),
        "name": TASK_NAME,
        "state": it.state.value,
        "logging_cid": it.correlation_id,
        "created_by": None,
        "unblocked_at": moment(it.created_at),
        "started_at": moment(it.started_at),
        "finished_at": moment(it.finished_at),
        "error": _error(it),
        "worker": None,
        "parent_task": None,
        "child_tasks": [],
        "task_group": None,
        "progress_reports": [],
        "created_resources": [ARTIFACT.href(made)] if made else [],
        "created_resource_prns": [ARTIFACT.prn(made)] if made else [],
        "reserved_resources_record": [UPLOAD.href(it.upload_id)],
        "pulp_api_version": "v3",
        "result": None,
    }


def _error(it: Commit) -> Body | None:
    if it.failure is None:
        return None
    return {"description": WORDS.say_failure(it.failure), "traceback": ""}


def _chunk(value: PlacedChunk) -> Body:
    fingerprint = value.blob.fingerprint
    return {"offset": value.offset, "size": fingerprint.size, "sha256": fingerprint.sha256}
