"""Describes dds_upload/protocols/sentry/not_offered.py."""

from __future__ import annotations

import re

from dds_upload.protocols.sentry.document.calls import call
from dds_upload.protocols.sentry.not_offered import DEBUG_ARCHIVES, REFUSED
from dds_upload.web.openapi.parts import answer
from dds_upload.web.openapi.schemas import Json, array, shown, text
from dds_upload.web.openapi.whole import Paths

_METHODS = ("get", "post", "put", "delete")


def paths() -> Paths:
    """By path."""
    refused = {**REFUSED, DEBUG_ARCHIVES: "ProGuard maps in archives"}
    build = "Answered with the state `error`: app builds are not offered."
    return {
        **{_plain(path): _refused(path, what) for path, what in refused.items()},
        "/projects/{org}/{project}/files/preprodartifacts/assemble": {
            "post": call(
                "refused_builds",
                build,
                {200: answer("The state `error`.", _in_error())},
                refused=[403, 404],
            )
        },
    }


def schemas() -> dict[str, Json]:
    """No schemas of its own."""
    return {}


def _plain(path: str) -> str:
    return re.sub(r":\w+\}", "}", path)


def _refused(path: str, what: str) -> Json:
    place = re.sub(r"\W+", "_", path).strip("_")
    return {
        method: call(f"refused_{method}_{place}", f"{what} are not offered.", {}, refused=[501])
        for method in _METHODS
    }


def _in_error() -> Json:
    return shown(
        "The state of the file.",
        {
            "state": text("Always `error`.", const="error"),
            "missingChunks": array(text(), "Always empty."),
            "detail": text("Why."),
        },
    )
