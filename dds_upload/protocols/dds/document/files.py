"""Describes dds_upload/protocols/dds/files.py, and the part of entries.py about files."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, gone, one, page, paging
from dds_upload.protocols.dds.document.entries import entry_keys, moved, parent_about, renamed
from dds_upload.protocols.dds.files import FILE_REVISION, NEW_FILE
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    or_null,
    reference,
    shown,
    text,
    uuid,
    whole,
)
from dds_upload.web.openapi.whole import Paths

_UPLOAD = {"upload": "A completed upload of the caller.", "upload.id": "Its id."}
_LABEL = {"label": "The label of this version."}


def paths() -> Paths:
    """By path."""
    return {
        "/files": {
            "post": call(
                "files_create",
                "Make a file of a completed upload; a repeated call answers with the same file.",
                {201: one("The file.", "File")},
                refused=[404],
                requestBody=json_or_form(_new(), "NewFile"),
            )
        },
        "/files/{entry_id}": _file(),
        "/files/{entry_id}/rename": renamed("files", "File"),
        "/files/{entry_id}/move": moved("files", "File"),
        "/files/{entry_id}/url": {
            "get": call(
                "files_download",
                "Get a signed download of a file's current version.",
                {200: one("The signed URL.", "SignedRequest")},
                refused=[400],
            )
        },
        "/projects/{project_id}/files": {
            "get": call(
                "files_of_project",
                "List all files of a project, each with a signed download.",
                {200: page("ProjectFile")},
                parameters=paging(),
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {
        "File": shown(
            "A file.", {**entry_keys("dds-file"), "current_version": reference("CurrentVersion")}
        ),
        "CurrentVersion": _current(),
        "Content": _content(),
        "ProjectFile": _project_file(),
        "NewFile": _new(),
        "FileRevision": _revision(),
    }


def _file() -> Json:
    return {
        "get": call("files_read", "One file.", {200: one("The file.", "File")}),
        "put": call(
            "files_update",
            "Give it the content of another upload as a new version, or another label.",
            {200: one("The file as it is now.", "File")},
            requestBody=json_or_form(_revision(), "FileRevision"),
        ),
        "delete": call("files_delete", "Delete a file.", gone()),
    }


def _current() -> Json:
    return shown(
        "The version of a file that is downloaded.",
        {
            "id": uuid("The id of the version."),
            "version": whole("Its number; the first is 1."),
            "label": or_null(text("Its label.")),
            "upload": reference("Content"),
        },
    )


def _content() -> Json:
    return shown(
        "The upload that a version is made of.",
        {
            "id": uuid("The id of the upload."),
            "size": whole("Its size in bytes."),
            "storage_provider": reference("ProviderPreview"),
            "hashes": array(reference("ReportedDigest"), "Digests of the whole file."),
        },
    )


def _project_file() -> Json:
    return shown(
        "A file with its download, to compare with a local file.",
        {
            "id": uuid("Its id."),
            "name": text("Its name."),
            "size": whole("Its size in bytes."),
            "file_url": reference("SignedRequest"),
            "hashes": array(reference("Digest"), "Digests of the whole file."),
            "ancestors": array(
                reference("Ancestor"), "The project and folders above it, from the project on."
            ),
        },
    )


def _new() -> Json:
    return published(NEW_FILE, "A file to make.", {**parent_about(), **_UPLOAD, **_LABEL})


def _revision() -> Json:
    return published(
        FILE_REVISION, "The changes; other fields stay as they are.", {**_UPLOAD, **_LABEL}
    )
