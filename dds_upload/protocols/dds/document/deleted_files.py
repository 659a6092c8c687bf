"""Describes dds_upload/protocols/dds/deleted_files.py."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, one, page, paging
from dds_upload.protocols.dds.document.entries import entry_keys
from dds_upload.web.openapi.schemas import Json, flag, instant, or_null, shown, whole
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/projects/{project_id}/deleted_files": {
            "get": call(
                "deleted_files_list",
                "List deleted files of a project that can be restored.",
                {200: page("DeletedFile")},
                parameters=paging(),
            )
        },
        "/files/{entry_id}/restore": {
            "put": call(
                "files_restore",
                "Restore a deleted file; a file that is not deleted is answered as it is.",
                {200: one("The file in its present place.", "File")},
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    keys = {
        **entry_keys("dds-file"),
        "parent_is_deleted": flag(
            "Whether its parent is deleted, so that it comes back to the root of its project."
        ),
        "size": whole("The size of its current version in bytes."),
        "kept_until": or_null(instant("When its bytes are removed; null: never.")),
    }
    return {"DeletedFile": shown("A deleted file in its former place.", keys)}
