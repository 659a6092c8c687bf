"""Describes dds_upload/protocols/dds/file_versions.py."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, gone, listed, one
from dds_upload.protocols.dds.file_versions import VERSION_LABEL
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.schemas import (
    Json,
    flag,
    or_null,
    reference,
    shown,
    text,
    uuid,
    whole,
)
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/files/{entry_id}/versions": {
            "get": call(
                "versions_list",
                "List the versions of a file, newest first.",
                {200: listed("FileVersion")},
            )
        },
        "/file_versions/{version_id}": _version(),
        "/file_versions/{version_id}/current": {
            "post": call(
                "versions_promote",
                "Make the content of an older version current again, as a new version.",
                {201: one("The new version.", "FileVersion")},
                refused=[400],
            )
        },
        "/file_versions/{version_id}/url": {
            "get": call(
                "versions_download",
                "Get a signed download of that version.",
                {200: one("The signed URL.", "SignedRequest")},
                refused=[400],
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {"FileVersion": _shown(), "VersionLabel": _label()}


def _version() -> Json:
    return {
        "get": call("versions_read", "One version.", {200: one("The version.", "FileVersion")}),
        "put": call(
            "versions_update",
            "Give a version another label; null removes it.",
            {200: one("The version as it is now.", "FileVersion")},
            requestBody=json_or_form(_label(), "VersionLabel"),
        ),
        "delete": call(
            "versions_delete",
            "Delete a version that is not the current one.",
            gone(),
            refused=[400],
        ),
    }


def _shown() -> Json:
    file = {
        "id": uuid("The id of the file."),
        "name": text("Its name."),
        "project": reference("Named"),
    }
    return shown(
        "A version of a file.",
        {
            "id": uuid("Its id."),
            "kind": text("The kind of object.", const="dds-file-version"),
            "version": whole("Its number; the first is 1."),
            "label": or_null(text("Its label.")),
            "is_deleted": flag("Whether it is deleted."),
            "audit": reference("Audit"),
            "upload": reference("Content"),
            "file": shown("The file of the version.", file),
        },
    )


def _label() -> Json:
    return published(VERSION_LABEL, "The label of a version.", {"label": "A few words, or null."})
