"""Describes dds_upload/protocols/dds/completion.py."""

from __future__ import annotations

from dds_upload.protocols.dds.completion import COMPLETION
from dds_upload.protocols.dds.document.calls import call
from dds_upload.protocols.dds.document.entries import parent_about
from dds_upload.protocols.dds.document.uploads import limited, upload_keys
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.schemas import Json, or_null, reference, shown
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/uploads/{upload_id}/complete": {
            "put": call(
                "uploads_complete",
                "Report that all bytes are sent. The service joins and proves them, and "
                "with `file` it makes a file of them.",
                {202: limited("The upload as it is now.", "CompletedUpload")},
                refused=[409],
                requestBody=json_or_form(_completion(), "Completion"),
            )
        }
    }


def schemas() -> dict[str, Json]:
    """By name."""
    always, sometimes = upload_keys()
    file = {"file": or_null(reference("File"))}
    done = shown("An upload; `file` is null if no file was made.", always, sometimes | file)
    return {"CompletedUpload": done, "Completion": _completion()}


def _completion() -> Json:
    return published(
        COMPLETION,
        "The report that all bytes are sent.",
        {
            "hash": "The digest of the whole file.",
            "hash.value": "The digest in hexadecimal digits.",
            "hash.algorithm": "`md5`, `sha1` or `sha256`.",
            "file": "A file to make of it at once.",
            **parent_about("file.parent"),
            "file.label": "The label of its version.",
        },
    )
