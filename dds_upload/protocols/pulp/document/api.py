"""The OpenAPI 3 document of the API, which clients read before anything else.

Pulp's clients find an operation by its id and send no parameter that is not described. They replace
a path variable by a whole href, so a path may consist of one variable only; strictly, OpenAPI has
no such paths.

The document must agree with the routes. It contains no behaviour, and is made only when it is asked
for.
"""

from __future__ import annotations

from dds_upload import __version__
from dds_upload.protocols.pulp.document import parameters
from dds_upload.protocols.pulp.document.requests import requests
from dds_upload.protocols.pulp.document.resources import resources
from dds_upload.protocols.pulp.document.status import status
from dds_upload.protocols.pulp.names import DOCUMENT, PREFIX, VERSIONS
from dds_upload.web.openapi.parts import (
    FORM,
    JSON,
    MULTIPART,
    answer,
    answer_header,
    any_form,
    body,
    header_needed,
    operation,
    path_part,
    refusals,
    request_key,
    some,
)
from dds_upload.web.openapi.schemas import Json, reference, text, whole
from dds_upload.web.openapi.whole import described_here

_SCHEME = "basicAuth"

#: Refusals by status: the names of the answers, and when they are given.
_REFUSALS = {
    400: ("Invalid", "The request is not as described here, or cannot be carried out."),
    401: ("Unauthenticated", "There is no valid user name with its password."),
    403: ("Forbidden", "The user may not do this."),
    404: ("NotFound", "There is no object with that href, or it belongs to another user."),
    409: ("Conflict", "The present state of the resource does not allow this."),
    411: ("LengthRequired", "A form of parts came without a Content-Length."),
    413: ("TooLarge", "The body is larger than the service can use."),
    415: ("UnknownMediaType", "The body has none of the types that are named here."),
    422: ("KeyReused", "The `Idempotency-Key` was sent with another request before."),
    503: ("Unavailable", "Storage or the database does not answer; it may later."),
    507: ("Full", "Storage has no room."),
}

#: What can go wrong wherever a user is asked for ...
_ANYWHERE = (400, 401, 403, 503)
#: ... and where something there is read ...
_READING = (*_ANYWHERE, 404)
#: ... or changed ...
_CHANGING = (*_READING, 409)
#: ... and where there is a body ...
_SENDING = (411, 413, 415)
#: ... whose bytes are stored.
_STORING = (*_SENDING, 507)


def api_document() -> Json:
    """The whole document, made anew each time."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "dds_upload: Pulp uploads",
            "version": __version__,
            "description": "Files are uploaded in chunks, in any order and at the same time.",
            "x-pulp-app-versions": dict(VERSIONS),
        },
        "paths": _paths(),
        "components": {
            "schemas": {**requests(), **resources(), **status()},
            "responses": refusals(_REFUSALS, reference("Error")),
            "securitySchemes": {_SCHEME: {"type": "http", "scheme": "basic"}},
        },
        "security": [{_SCHEME: []}],
    }


def _paths() -> dict[str, Json]:
    return {
        f"{PREFIX}/uploads/": _uploads(),
        "{upload_href}": _upload(),
        "{upload_href}commit/": _commit(),
        f"{PREFIX}/artifacts/": _artifacts(),
        "{artifact_href}": _artifact(),
        f"{PREFIX}/tasks/": {"get": _list("tasks", parameters.of_tasks(), "TaskPage")},
        "{task_href}": _with_href("task", get=_read("tasks", "Task")),
        f"{PREFIX}/status/": {"get": _status()},
        f"{PREFIX}{DOCUMENT}": {"get": described_here("docs_api_json_get")},
    }


def _uploads() -> Json:
    made = answer("The upload that was begun.", reference("Upload"), _location() | _chunk_sizes())
    return {
        "get": _list("uploads", parameters.of_uploads(), "UploadPage"),
        "post": _operation(
            "uploads_create",
            "Begin an upload. Its chunks are sent to the upload's own href.",
            {201: made},
            refused=(*_ANYWHERE, *_SENDING, 409, 422),
            parameters=[request_key("upload")],
            requestBody=any_form(reference("NewUpload")),
        ),
    }


def _upload() -> Json:
    sent = _operation(
        "uploads_update",
        "Send a chunk. It replaces a former chunk that begins at the same byte.",
        {200: answer("The upload with this chunk.", reference("Upload"))},
        refused=(*_CHANGING, *_STORING),
        parameters=[_content_range()],
        requestBody=body({MULTIPART: reference("Chunk")}),
    )
    deleted = _operation(
        "uploads_delete",
        "Give an upload up; its chunks are removed.",
        {204: answer("It is removed.")},
        refused=_CHANGING,
    )
    read = _read("uploads", "UploadDetail", _chunk_sizes())
    return _with_href("upload", get=read, put=sent, delete=deleted)


def _commit() -> Json:
    now = "Make an artifact of an upload that has all chunks; a task does it."
    former = "The same as POST, for clients of the first releases of the API."
    return _with_href(
        "upload",
        post=_committing("uploads_commit", now),
        put=_committing("uploads_commit_update", former),
    )


def _committing(operation_id: str, summary: str) -> Json:
    return _operation(
        operation_id,
        summary,
        {202: answer("The work is queued.", reference("AsyncOperation"))},
        refused=(*_CHANGING, *_SENDING),
        requestBody=any_form(reference("Commit")),
    )


def _artifacts() -> Json:
    by_upload = reference("ArtifactOfUpload")
    request = {MULTIPART: reference("NewArtifact"), JSON: by_upload, FORM: by_upload}
    return {
        "get": _list("artifacts", parameters.of_artifacts(), "ArtifactPage"),
        "post": _operation(
            "artifacts_create",
            "Store a file in one request, or name a committed upload for its artifact.",
            {201: answer("The artifact.", reference("Artifact"), _location())},
            refused=(*_ANYWHERE, 409, *_STORING),
            requestBody=body(request),
        ),
    }


def _artifact() -> Json:
    deleted = _operation(
        "artifacts_delete",
        "Remove a stored file.",
        {204: answer("It is removed.")},
        refused=_CHANGING,
    )
    return _with_href("artifact", get=_read("artifacts", "Artifact"), delete=deleted)


def _status() -> Json:
    told = answer("The status.", reference("Status"))
    said = "Read the status and the API version of the service."
    return _operation("status_read", said, {200: told}, refused=(), security=[{}])


def _list(tag: str, described: list[Json], page: str) -> Json:
    return _operation(
        f"{tag}_list",
        f"List the user's {tag}, a page at a time; the newest come first.",
        {200: answer("A page of them.", reference(page))},
        refused=_ANYWHERE,
        parameters=described,
    )


def _read(tag: str, schema: str, headers: Json | None = None) -> Json:
    return _operation(
        f"{tag}_read",
        f"Read one of the user's {tag}.",
        {200: answer("The object.", reference(schema), headers)},
        refused=_READING,
        parameters=parameters.keys(),
    )


def _operation(
    operation_id: str,
    summary: str,
    answers: dict[int, Json],
    *,
    refused: tuple[int, ...],
    **more: object,
) -> Json:
    return operation(operation_id, summary, answers, some(_REFUSALS, refused), **more)


def _with_href(kind: str, **operations: Json) -> Json:
    """The operations of a path with an href in it."""
    href = path_part(f"{kind}_href", f"The href of the {kind}, slashes and all.")
    return {"parameters": [href], **operations}


def _content_range() -> Json:
    description = (
        "Its position in the file: `bytes FIRST-LAST/SIZE`, from 0 on, both ends included."
    )
    return header_needed("Content-Range", description, text())


def _location() -> Json:
    return {"Location": answer_header("The href to read it at.", text())}


def _chunk_sizes() -> Json:
    bounds = {
        "X-MIN-CHUNK-UPLOAD-SIZE": "The smallest chunk, except the file's last",
        "X-MAX-CHUNK-UPLOAD-SIZE": "The largest chunk",
    }
    return {name: answer_header(f"{what}, in bytes.", whole()) for name, what in bounds.items()}
