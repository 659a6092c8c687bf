"""Describes dds_upload/protocols/dds/uploads.py and upload_search.py."""

from __future__ import annotations

from dds_upload.core.uploads.upload import UploadState, Verified
from dds_upload.protocols.dds.document.calls import call, gone, page, paging
from dds_upload.protocols.dds.upload_search import STATES
from dds_upload.protocols.dds.uploads import NEW_HASH, NEW_UPLOAD
from dds_upload.web.limits import LIMIT_HEADERS
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import answer, answer_header, query, request_key
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    flag,
    instant,
    or_null,
    reference,
    shown,
    size,
    text,
    uuid,
    whole,
)
from dds_upload.web.openapi.whole import Paths

_LIMITS = (
    "The smallest chunk, except the last one; not for an upload in one piece.",
    "The largest chunk; not for an upload in one piece.",
    "The largest upload in one piece; only for such an upload.",
)


def paths() -> Paths:
    """By path."""
    return {
        "/projects/{project_id}/uploads": _uploads(),
        "/uploads": {
            "get": call(
                "uploads_list_own",
                "List all uploads that the caller began, in any project; see `uploads_list`.",
                {200: page("Upload")},
                parameters=[*_search(), *paging()],
            )
        },
        "/uploads/{upload_id}": {
            "get": call(
                "uploads_read",
                "Read one upload with all of its chunks.",
                {200: limited("The upload.")},
            ),
            "delete": call(
                "uploads_delete",
                "Give an upload up, unless a file is made of it; its bytes are removed.",
                gone(),
                refused=[400, 409],
            ),
        },
        "/uploads/{upload_id}/hashes": {
            "put": call(
                "uploads_report_hash",
                "Report one more digest of the whole file.",
                {200: limited("The upload with this digest.")},
                requestBody=json_or_form(_new_hash(), "NewHash"),
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    always, sometimes = upload_keys()
    granted = array(reference("GrantResult"), "The results for chunks that were announced with it.")
    return {
        "Upload": shown("An upload.", always, sometimes),
        "BegunUpload": shown(
            "An upload with the results for its announced chunks.",
            always,
            {**sometimes, "granted": granted},
        ),
        "UploadStatus": shown("The status of an upload.", *_status()),
        "NewUpload": _new(),
        "NewHash": _new_hash(),
    }


def limited(description: str, schema: str = "Upload") -> Json:
    """An upload, with the headers of its chunks' bounds in bytes."""
    headers = {
        name: answer_header(f"{what} In bytes.", text(pattern="^[0-9]+$"))
        for name, what in zip(LIMIT_HEADERS, _LIMITS, strict=True)
    }
    return answer(description, reference(schema), headers)


def upload_keys() -> tuple[dict[str, Json], dict[str, Json]]:
    """The keys that an upload always has, and those that it has sometimes."""
    always = {
        "id": uuid("Its id."),
        "name": text("The name of the file."),
        "content_type": text("The media type of the file; may be blank."),
        "size": whole("The size of the file in bytes."),
        "etag": text("A random text, which changes when all bytes are sent."),
        "storage_container": text("The container in storage."),
        "state": text("The state of the upload.", enum=list(UploadState)),
        "status": reference("UploadStatus"),
        "audit": reference("Audit"),
        "project": or_null(reference("Named")),
        "storage_provider": reference("ProviderPreview"),
        "hashes": array(reference("ReportedDigest"), "Digests of the whole file."),
    }
    sometimes = {
        "chunks": array(
            reference("UploadChunk"), "The granted chunks; not for an upload in one piece."
        ),
        "signed_url": reference("SignedRequest"),
    }
    return always, sometimes


def _uploads() -> Json:
    return {
        "get": call(
            "uploads_list",
            "List the uploads of a project; aborted and expired ones only if their state "
            "is asked for.",
            {200: page("Upload")},
            parameters=[
                *_search(),
                query("mine", "Whether to list only uploads that the caller began.", flag("")),
                *paging(),
            ],
        ),
        "post": call(
            "uploads_create",
            "Begin an upload, and perhaps announce its first chunks.",
            {201: limited("The upload that was begun.", "BegunUpload")},
            refused=[409, 422],
            parameters=[request_key("upload")],
            requestBody=json_or_form(_new(), "NewUpload"),
        ),
    }


def _search() -> list[Json]:
    return [
        query("state", "Only uploads in this state.", text(enum=list(STATES))),
        query("name", "Only uploads with this name.", text()),
        query("size", "Only uploads of this size.", size("Bytes.")),
    ]


def _status() -> tuple[dict[str, Json], dict[str, Json]]:
    always = {
        "initiated_on": instant("When it began."),
        "completed_on": or_null(instant("When its client reported that all bytes were sent.")),
        "is_consistent": flag("Whether its file can be read."),
        "purged_on": or_null(instant("When its bytes were removed.")),
        "sealed_on": or_null(instant("When storage was last found to have the proven bytes.")),
        "error_on": or_null(instant("When it failed.")),
        "error_message": or_null(text("Why.")),
        "verified": text("The proof of its content.", enum=list(Verified)),
    }
    return always, {"ready_for_chunks": flag("Always true; not for an upload in one piece.")}


def _new() -> Json:
    return published(
        NEW_UPLOAD,
        "A file to send.",
        {
            "name": "Its name: one segment of a path.",
            "content_type": "Its media type; may be blank.",
            "size": "Its size in bytes.",
            "chunks": "Chunks to announce at once; not for a file in one piece.",
            "chunked": "False: it is sent in one piece, to `signed_url`.",
            "storage_provider": "The storage provider for it; the default one if it is left out.",
            "storage_provider.id": "Its id.",
        },
        chunks=reference("NewChunk"),
    )


def _new_hash() -> Json:
    return published(
        NEW_HASH,
        "A digest of the whole file.",
        {"value": "The digest in hexadecimal digits.", "algorithm": "`md5`, `sha1` or `sha256`."},
    )
