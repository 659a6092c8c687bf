"""The state of a file as JSON; clients refuse any other word for a state."""

from __future__ import annotations

import json
from typing import Any

from dds_upload.core.content.requests import FileKey, RequestedFileState, RequestedFileStatus
from dds_upload.protocols.sentry.assemble_messages import NamedFile
from dds_upload.protocols.sentry.kinds import DEBUG_FILES
from dds_upload.protocols.sentry.words import say

Body = dict[str, Any]

STATES = {
    RequestedFileState.MISSING: "not_found",
    RequestedFileState.QUEUED: "created",
    RequestedFileState.RUNNING: "assembling",
    RequestedFileState.READY: "ok",
    RequestedFileState.FAILED: "error",
}


def answer(status: RequestedFileStatus) -> Body:
    """The answer about any file; clients need `missingChunks` in every answer."""
    body: Body = {"state": STATES[status.state], "missingChunks": list(status.missing)}
    return body if status.failure is None else {**body, "detail": say(status.failure)}


def debug_file_answer(file: NamedFile, status: RequestedFileStatus) -> Body:
    """The same, with the description of a debug file that is there."""
    body = answer(status)
    if status.state is RequestedFileState.READY and file.request.kind == DEBUG_FILES:
        body["dif"] = _debug_file(file, status)
    return body


def debug_file_answers(
    files: list[NamedFile], statuses: dict[FileKey, RequestedFileStatus]
) -> bytes:
    """About each file under its checksum, as JSON. Files and statuses are used up.

    They may name hundreds of thousands of chunks, so what is written is let go.
    """
    written = []
    while files:
        file = files.pop()
        said = debug_file_answer(file, statuses.pop(file.request.key))
        written.append(f"{json.dumps(file.request.checksum)}: {json.dumps(said)}".encode())
    return b"{%b}" % b", ".join(reversed(written))


def _debug_file(file: NamedFile, status: RequestedFileStatus) -> Body:
    found = status.findings or {}
    debug_id = found.get("debug_id") or file.request.debug_id
    return {
        "id": str(status.upload_id),
        "objectName": file.name,
        "cpuName": found.get("cpu_name", ""),
        "uuid": debug_id,
        "debugId": debug_id,
        "codeId": found.get("code_id"),
        "symbolType": found.get("symbol_type"),
        "sha1": file.request.checksum,
        "data": {"type": found.get("type"), "features": found.get("features", [])},
    }
