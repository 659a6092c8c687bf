"""Describes dds_upload/protocols/dds/folders.py, and the part of entries.py about folders."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, gone, one
from dds_upload.protocols.dds.document.entries import entry_keys, moved, parent_about, renamed
from dds_upload.protocols.dds.folders import NEW_FOLDER
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import request_key
from dds_upload.web.openapi.schemas import Json, shown
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/folders": {
            "post": call(
                "folders_create",
                "Make a folder.",
                {201: one("The folder.", "Folder")},
                refused=[404, 409, 422],
                parameters=[request_key("folder")],
                requestBody=json_or_form(_new(), "NewFolder"),
            )
        },
        "/folders/{entry_id}": {
            "get": call("folders_read", "One folder.", {200: one("The folder.", "Folder")}),
            "delete": call("folders_delete", "Delete a folder with everything in it.", gone()),
        },
        "/folders/{entry_id}/rename": renamed("folders", "Folder"),
        "/folders/{entry_id}/move": moved("folders", "Folder"),
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {"Folder": shown("A folder.", entry_keys("dds-folder")), "NewFolder": _new()}


def _new() -> Json:
    return published(
        NEW_FOLDER,
        "A folder to make.",
        {"name": "Its name: one segment of a path.", **parent_about()},
    )
