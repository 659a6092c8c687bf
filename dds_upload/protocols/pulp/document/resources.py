"""The objects that the API answers, as schemas; other modules make them.

A resource's keys are always there, but `fields` and `exclude_fields` may leave any of them out, so
none is required.
"""

from __future__ import annotations

from dds_upload.core.placements.commits import CommitState
from dds_upload.protocols.pulp.digests import ALGORITHMS
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    instant,
    record,
    reference,
    spoken,
    text,
    whole,
)


def resources() -> dict[str, Json]:
    """All of them, by name."""
    return {
        "Upload": record("An upload.", _upload_keys()),
        "UploadDetail": _upload_detail(),
        "UploadPage": _page("Upload"),
        "StoredChunk": _stored_chunk(),
        "ByteRange": _byte_range(),
        "Artifact": _artifact(),
        "ArtifactPage": _page("Artifact"),
        "AsyncOperation": _async_operation(),
        "Task": _task(),
        "TaskError": _task_error(),
        "TaskPage": _page("Task"),
        "Error": _error(),
    }


def _upload_keys() -> dict[str, Json]:
    return _resource_keys("upload") | {"size": whole("The size of the whole file in bytes.")}


def _upload_detail() -> Json:
    return record(
        "An upload with its chunks.",
        {
            **_upload_keys(),
            "chunks": array(
                reference("StoredChunk"), "The chunks that have arrived, by ascending offset."
            ),
            "bytes_received": whole("The number of bytes that have arrived."),
            "missing_ranges": array(
                reference("ByteRange"),
                "The missing ranges, by ascending position; empty once all bytes have arrived.",
            ),
        },
    )


def _stored_chunk() -> Json:
    return record(
        "A chunk that has arrived.",
        {
            "offset": whole("The position of its first byte in the file, counted from 0."),
            "size": whole("Its size in bytes."),
            "sha256": text("The SHA-256 of its bytes, as 64 hexadecimal digits."),
        },
        required=["offset", "size", "sha256"],
    )


def _byte_range() -> Json:
    return record(
        "Consecutive bytes of a file, by position from 0 on.",
        {"first": whole("The first byte."), "last": whole("The last byte.")},
        required=["first", "last"],
    )


def _artifact() -> Json:
    never = "Always null: this digest is not computed."
    return record(
        "A stored file.",
        {
            **_resource_keys("artifact"),
            "file": text("A name made of its SHA-256; it cannot be fetched by it."),
            "size": whole("Its size in bytes."),
            "md5": text(never, nullable=True),
            "sha1": text(never, nullable=True),
            "sha256": text("Its SHA-256, as 64 hexadecimal digits."),
            **{name: _optional_digest(name) for name in ALGORITHMS if name != "sha256"},
        },
    )


def _async_operation() -> Json:
    return record(
        "Work that continues after the answer.",
        {"task": text("The href of the task to watch.")},
        required=["task"],
    )


def _task() -> Json:
    none = "Always null or empty: there are none."
    return record(
        "Work on a commit.",
        {
            **_resource_keys("task"),
            "name": text("The kind of work."),
            "logging_cid": text("The Correlation-ID of its request."),
            "state": text("The state of the work.", enum=list(CommitState)),
            "created_by": text("The href of its user.", nullable=True),
            "unblocked_at": instant("When it was ready to begin.", nullable=True),
            "started_at": instant("When it began.", nullable=True),
            "finished_at": instant("When it ended.", nullable=True),
            "error": reference("TaskError"),
            "worker": text(none, nullable=True),
            "parent_task": text(none, nullable=True),
            "child_tasks": array(text(), none),
            "task_group": text(none, nullable=True),
            "progress_reports": array({"type": "object"}, none),
            "created_resources": array(text(), "The href of the artifact, once it is complete."),
            "created_resource_prns": array(text(), "The same as Pulp resource names."),
            "reserved_resources_record": array(
                text(), "The hrefs of the objects that it works on."
            ),
            "result": record("Always null: tasks have no result of their own.", {}, nullable=True),
            "pulp_api_version": text("The version of the API."),
        },
    )


def _task_error() -> Json:
    return record(
        "Why a task failed; null unless it did.",
        {
            "description": text("The fault, in words."),
            "traceback": text("The place in the program.", nullable=True),
        },
        nullable=True,
    )


def _error() -> Json:
    return record(
        "The reason of a refusal. Any other key is a wrong field or parameter.",
        {
            "detail": text("The fault of the request, its sender or its target."),
            "non_field_errors": array(text(), "Faults that are not about a single field."),
            "missing_ranges": array(reference("ByteRange"), "The missing bytes of a commit."),
            "taken_range": reference("ByteRange"),
        },
        additionalProperties=array(text()),
    )


def _page(item: str) -> Json:
    other = "The URL of the {} page; null if there is none."
    properties = {
        "count": whole("The number of items on all pages."),
        "next": text(other.format("next"), nullable=True),
        "previous": text(other.format("previous"), nullable=True),
        "results": array(reference(item), "The items of this page."),
    }
    return record("A part of a list.", properties, required=properties)


def _resource_keys(model: str) -> dict[str, Json]:
    return {
        "pulp_href": text("Its path, which ends with a slash."),
        "prn": text(f"Its Pulp resource name, `prn:core.{model}:` and its UUID."),
        "pulp_created": instant("When it was made."),
        "pulp_last_updated": instant("When it was last changed."),
    }


def _optional_digest(name: str) -> Json:
    return text(f"Its {spoken(name)} in hexadecimal; null where it is not known.", nullable=True)
