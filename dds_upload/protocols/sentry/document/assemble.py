"""Describes dds_upload/protocols/sentry/assemble.py."""

from __future__ import annotations

from dds_upload.protocols.sentry.assemble_messages import BUNDLE, DEBUG_FILE
from dds_upload.protocols.sentry.assemble_rendering import STATES
from dds_upload.protocols.sentry.document.calls import call
from dds_upload.web.openapi.bodies import published
from dds_upload.web.openapi.parts import JSON, answer, body
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    or_null,
    record,
    reference,
    shown,
    text,
    uuid,
)
from dds_upload.web.openapi.whole import Paths

_REFUSED = (400, 403, 404, 413)


def paths() -> Paths:
    """By path."""
    return {
        "/projects/{org}/{project}/files/difs/assemble": {
            "post": call(
                "assemble_debug_files",
                "Have debug files assembled, and read the state of each; clients poll this.",
                {
                    200: answer(
                        "The state of each file, under its checksum.", _by_checksum("DebugAnswer")
                    )
                },
                refused=_REFUSED,
                requestBody=body({JSON: _by_checksum("DebugFile")}),
            )
        },
        "/organizations/{org}/artifactbundle/assemble": {
            "post": call(
                "assemble_bundle",
                "The same for one bundle of source maps, for some projects.",
                {200: answer("The state of the bundle.", reference("Answer"))},
                refused=_REFUSED,
                requestBody=body({JSON: reference("Bundle")}),
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    debug_file = {"dif": reference("DebugInformation")}
    return {
        "DebugFile": _debug_file(),
        "Bundle": _bundle(),
        "Answer": shown("The state of a file.", _answer(), _detail()),
        "DebugAnswer": shown("The state of a file.", _answer(), _detail() | debug_file),
        "DebugInformation": shown("The description of a debug file.", _found()),
    }


def _by_checksum(schema: str) -> Json:
    return {
        "description": "Files by the SHA-1 of the whole file.",
        "type": "object",
        "propertyNames": _sha1(),
        "additionalProperties": reference(schema),
    }


def _sha1(description: str = "") -> Json:
    return text(description, pattern="^[0-9a-f]{40}$")


def _debug_file() -> Json:
    return published(
        DEBUG_FILE,
        "A debug file, or a ProGuard map.",
        {
            "name": "Its name; that of a map is `/proguard/` and its UUID.",
            "debug_id": "The debug id that its client gives it.",
            "chunks": "The SHA-1 of each of its chunks, in their order; they may repeat.",
        },
        chunks=_sha1(),
    )


def _bundle() -> Json:
    return published(
        BUNDLE,
        "A bundle of source maps.",
        {
            "checksum": "The SHA-1 of the whole file.",
            "chunks": "The SHA-1 of each of its chunks, in their order; they may repeat.",
            "projects": "The slugs or ids of its projects; at least one.",
            "version": "Its release.",
            "dist": "The distribution of that release.",
        },
        chunks=_sha1(),
    )


def _answer() -> dict[str, Json]:
    return {
        "state": text("The state of the file.", enum=list(STATES.values())),
        "missingChunks": array(_sha1(), "The missing chunks."),
    }


def _detail() -> dict[str, Json]:
    return {"detail": text("The reason of the state `error`.")}


def _found() -> dict[str, Json]:
    features = array(text(), "Its contents.")
    return {
        "id": uuid("The id of its upload."),
        "objectName": text("Its name."),
        "cpuName": text("Its architecture; empty if it has none."),
        "uuid": or_null(text("The same as `debugId`.")),
        "debugId": or_null(text("Its debug id.")),
        "codeId": or_null(text("Its code id.")),
        "symbolType": or_null(text("Its format.")),
        "sha1": _sha1("The SHA-1 of the whole file."),
        "data": record("Its use.", {"type": or_null(text("Its type.")), "features": features}),
    }
