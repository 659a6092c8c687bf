"""Describes dds_upload/protocols/dds/status.py, and the call for this very document."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import one, public
from dds_upload.web.openapi.parts import answer, answer_header
from dds_upload.web.openapi.schemas import Json, reference, shown, text
from dds_upload.web.openapi.whole import DOCUMENT, Paths, described_here


def paths() -> Paths:
    """By path."""
    waiting = {"Retry-After": answer_header("The seconds after which to ask again.", text())}
    return {
        "/app/status": {
            "get": public(
                "status_read",
                "Report whether the service and its database answer.",
                {
                    200: one("Both answer.", "Status"),
                    503: answer(
                        "At least one of them does not answer.", reference("Trouble"), waiting
                    ),
                },
            )
        },
        DOCUMENT: {"get": described_here("status_document")},
    }


def schemas() -> dict[str, Json]:
    """By name."""
    states = {
        "status": text("The status of all together.", enum=["ok", "error"]),
        "environment": text("The name of this installation."),
        "rdbms": text("The status of the database.", enum=["ok", "error"]),
    }
    return {
        "Status": shown("The status of the service.", states),
        "Trouble": {
            "description": "The faults, as an error.",
            "allOf": [reference("Error"), {"type": "object", "properties": states}],
        },
    }
