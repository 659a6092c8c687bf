"""What the API takes and gives, as schemas; how any of it is made is told elsewhere.

A resource's keys are always there, but `fields` and `exclude_fields` may leave any of them out:
none is called required.
"""

from __future__ import annotations

from collections.abc import Iterable

from dds_upload.core.policy import SIZE_MAX
from dds_upload.protocols.pulp.document_parts import (
    Json,
    array,
    flag,
    instant,
    record,
    reference,
    text,
    whole,
)

#: States that tasks of ours have ...
TASK_STATES = ("waiting", "running", "completed", "failed")
#: ... and those that clients also look for.
ALL_TASK_STATES = (*TASK_STATES, "skipped", "canceling", "canceled")

#: Digests that a file is compared with besides sha256, which is the one that is kept.
_MORE_DIGESTS = ("sha224", "sha384", "sha512")


def schemas() -> dict[str, Json]:
    """All of them by name."""
    return {
        "NewUpload": _new_upload(),
        "Chunk": _chunk(),
        "Commit": _commit(),
        "NewArtifact": _new_artifact(),
        "ArtifactOfUpload": _artifact_of_upload(),
        "Upload": record("A file on its way in.", _upload_keys()),
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
        "Status": _status(),
        "ComponentVersion": _component_version(),
        "Error": _error(),
    }


def size(description: str) -> Json:
    """A number of bytes that somebody names."""
    return whole(description, minimum=0, maximum=SIZE_MAX)


def _new_upload() -> Json:
    return _request(
        "A file that is going to be sent in chunks.",
        {"size": size("The size of the whole file in bytes.")},
        required=["size"],
    )


def _chunk() -> Json:
    return _request(
        "Consecutive bytes of the file; the Content-Range header says which.",
        {
            "file": _binary("The bytes; a part with a file name, and not empty."),
            "sha256": _digest_of("sha256", "these bytes"),
        },
        required=["file"],
    )


def _commit() -> Json:
    return _request(
        "What the file has to be, once its chunks are put together.",
        {"sha256": _digest_of("sha256", "the whole file")},
        required=["sha256"],
    )


def _new_artifact() -> Json:
    behind = "the file that comes behind it"
    return _request(
        "A file in one piece or a committed upload: `file` or `upload`, one of both.",
        {
            "file": _binary("The whole file; a part with a file name. It may be empty."),
            **_artifact_of_upload()["properties"],
            **{name: _digest_of(name, behind) for name in _MORE_DIGESTS},
        },
    )


def _artifact_of_upload() -> Json:
    return _request(
        "A committed upload whose artifact is asked for; what else is said of it must be true.",
        {
            "upload": text("The href of an upload that has been committed."),
            "size": size("The size of the file in bytes."),
            "sha256": _digest_of("sha256", "the file"),
        },
        required=["upload"],
    )


def _upload_keys() -> dict[str, Json]:
    return _resource_keys("upload") | {"size": whole("The size of the whole file in bytes.")}


def _upload_detail() -> Json:
    return record(
        "A file on its way in, with what has arrived of it.",
        {
            **_upload_keys(),
            "chunks": array(reference("StoredChunk"), "What has arrived, by ascending offset."),
            "bytes_received": whole("How many bytes of the file have arrived."),
            "missing_ranges": array(
                reference("ByteRange"), "What has not, by ascending position; empty once all has."
            ),
        },
    )


def _stored_chunk() -> Json:
    return record(
        "A chunk that has arrived.",
        {
            "offset": whole("The position in the file of its first byte; the file's first is 0."),
            "size": whole("Its size in bytes."),
            "sha256": text("The SHA-256 of its bytes, as 64 hexadecimal digits."),
        },
        required=["offset", "size", "sha256"],
    )


def _byte_range() -> Json:
    return record(
        "Consecutive bytes of a file, by position from 0 on.",
        {"first": whole("The first of them."), "last": whole("The last of them.")},
        required=["first", "last"],
    )


def _artifact() -> Json:
    never = "Always null: this digest is not computed."
    return record(
        "A file that is stored.",
        {
            **_resource_keys("artifact"),
            "file": text("A name made of its SHA-256; it is no path to fetch it by."),
            "size": whole("Its size in bytes."),
            "md5": text(never, nullable=True),
            "sha1": text(never, nullable=True),
            "sha256": text("Its SHA-256, as 64 hexadecimal digits."),
            **{name: _optional_digest(name) for name in _MORE_DIGESTS},
        },
    )


def _async_operation() -> Json:
    return record(
        "Work that goes on after the answer.",
        {"task": text("The href of the task to watch.")},
        required=["task"],
    )


def _task() -> Json:
    none = "Always null or empty: there are none."
    return record(
        "Work on a commit.",
        {
            **_resource_keys("task"),
            "name": text("What kind of work it is."),
            "logging_cid": text("The Correlation-ID of the request that asked for it."),
            "state": text("How far it is.", enum=list(TASK_STATES)),
            "created_by": text("The href of the user who asked for it.", nullable=True),
            "unblocked_at": instant("When it could have begun.", nullable=True),
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
            "reserved_resources_record": array(text(), "The hrefs of what it works on."),
            "result": record("Always null: tasks have no result of their own.", {}, nullable=True),
            "pulp_api_version": text("The version of the API."),
        },
    )


def _task_error() -> Json:
    return record(
        "Why a task failed; null unless it did.",
        {
            "description": text("What was wrong."),
            "traceback": text("Where in the program it was found.", nullable=True),
        },
        nullable=True,
    )


def _status() -> Json:
    online = array({"type": "object"}, "Always empty: which processes there are is not told.")
    properties = {
        "versions": array(reference("ComponentVersion"), "What the API can be taken for."),
        "online_workers": online,
        "online_api_apps": online,
        "online_content_apps": online,
        "database_connection": _connection("Whether the database answers.", nullable=False),
        "redis_connection": _connection("Null where there is no such service.", nullable=True),
        "storage": _storage(),
        "content_settings": _content_settings(),
        "domain_enabled": flag("Always false: hrefs name no domain."),
    }
    return record("How the service is.", properties, required=properties)


def _component_version() -> Json:
    properties = {
        "component": text("The name of a part."),
        "version": text("The version of it whose API this is."),
        "package": text("The package it comes in."),
        "module": text("The module it is."),
        "domain_compatible": flag("Whether it knows domains."),
    }
    return record("A part of the service.", properties, required=properties)


def _connection(description: str, *, nullable: bool) -> Json:
    connected = {"connected": flag("Whether it does.")}
    return record(description, connected, required=connected, nullable=nullable)


def _storage() -> Json:
    room = {
        "total": whole("Room there is, in bytes.", nullable=True),
        "used": whole("Room that is taken, in bytes.", nullable=True),
        "free": whole("Room that is left, in bytes.", nullable=True),
    }
    return record("Null where storage does not tell.", room, required=room, nullable=True)


def _content_settings() -> Json:
    return record(
        "Where files can be fetched from.",
        {
            "content_origin": text("Scheme and host; null where there is none.", nullable=True),
            "content_path_prefix": text("How the paths begin."),
        },
        required=["content_origin", "content_path_prefix"],
    )


def _error() -> Json:
    return record(
        "Why a request was refused. Any other key is a field or parameter that is wrong.",
        {
            "detail": text("What is wrong with the request, its sender or its target."),
            "non_field_errors": array(text(), "What is wrong, but with no field in particular."),
            "missing_ranges": array(reference("ByteRange"), "Bytes that a commit lacks."),
            "taken_range": reference("ByteRange"),
        },
        additionalProperties=array(text()),
    )


def _page(item: str) -> Json:
    other = "The URL of the {} page; null where there is none."
    properties = {
        "count": whole("How many items there are on all pages."),
        "next": text(other.format("next"), nullable=True),
        "previous": text(other.format("previous"), nullable=True),
        "results": array(reference(item), "The items of this page."),
    }
    return record("A part of a list.", properties, required=properties)


def _request(description: str, properties: dict[str, Json], required: Iterable[str] = ()) -> Json:
    """What is sent has no other keys."""
    return record(description, properties, required, additionalProperties=False)


def _resource_keys(model: str) -> dict[str, Json]:
    return {
        "pulp_href": text("The path that it is read at; it ends with a slash."),
        "prn": text(f"Its Pulp resource name, `prn:core.{model}:` and its UUID."),
        "pulp_created": instant("When it was made."),
        "pulp_last_updated": instant("When it was last changed."),
    }


def _binary(description: str) -> Json:
    return text(description, format="binary")


def _optional_digest(name: str) -> Json:
    return text(f"Its {_spoken(name)} in hexadecimal; null where it is not known.", nullable=True)


def _digest_of(name: str, what: str) -> Json:
    return text(f"The {_spoken(name)} of {what}, in hexadecimal.")


def _spoken(name: str) -> str:
    return name.replace("sha", "SHA-")
