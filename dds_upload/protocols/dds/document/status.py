"""Describes dds_upload/protocols/dds/status.py, and the call for this very document."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import one, public
from dds_upload.web.openapi.parts import answer, answer_header
from dds_upload.web.openapi.schemas import Json, reference, shown, text
from dds_upload.web.openapi.whole import DOCUMENT, Paths, described_here


def paths() -> Paths:
    """By path."""
    waiting = {"Retry-After": answer_header("In how many seconds to ask again.", text())}
    return {
        "/app/status": {
            "get": public(
                "status_read",
                "Whether the service and its database answer.",
                {
                    200: one("They do.", "Status"),
                    503: answer("They do not.", reference("Trouble"), waiting),
                },
            )
        },
        DOCUMENT: {"get": described_here("status_document")},
    }


def schemas() -> dict[str, Json]:
    """By name."""
    states = {
        "status": text("Of all together.", enum=["ok", "error"]),
        "environment": text("What this installation is called."),
        "rdbms": text("Of the database.", enum=["ok", "error"]),
    }
    return {
        "Status": shown("How the service is.", states),
        "Trouble": {
            "description": "What does not work, as an error.",
            "allOf": [reference("Error"), {"type": "object", "properties": states}],
        },
    }
