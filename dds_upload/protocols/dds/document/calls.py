"""The common part of all calls of the DDS API: callers, pages, and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dds_upload.core.paging import PAGE_SIZE, PAGE_SIZE_MAX
from dds_upload.protocols.dds.parameters import PAGE_MAX
from dds_upload.web.openapi.parts import (
    Refusals,
    answer,
    answer_header,
    operation,
    path_part,
    query,
    some,
)
from dds_upload.web.openapi.schemas import Json, array, reference, shown, text, uuid, whole
from dds_upload.web.openapi.whole import Paths, variables, with_path_parts

#: Refusals by status: the names of the answers, and when they are given.
REFUSALS: Refusals = {
    400: ("Invalid", "A field is not as described here, or the object does not allow the call."),
    401: ("Unauthenticated", "There is no valid token."),
    403: ("Forbidden", "The caller may not do this, or the token is limited to scopes."),
    404: ("NotFound", "The caller has no object with that id, or it is still being made."),
    409: ("Conflict", "Another request changed it at the same moment."),
    413: ("TooLarge", "The body is larger than the service reads here."),
    415: ("UnknownMediaType", "The body is neither JSON nor a form."),
    422: ("KeyReused", "The `Idempotency-Key` was sent with another request before."),
    503: ("Unavailable", "Storage or database do not answer, or the service is busy."),
    507: ("Full", "Storage has no room."),
}

_ANYBODY = (503,)
_CALLERS = (401, 403, 503)

#: Variables of paths that are UUIDs.
_IDS = {
    "project_id": "The id of a project.",
    "upload_id": "The id of an upload.",
    "user_id": "The id of a user.",
    "version_id": "The id of a version of a file.",
    "provider_id": "The id of a storage provider.",
    "entry_id": "The id of the folder or file.",
}

_PAGING = {
    "X-Total": "The number of items.",
    "X-Total-Pages": "The number of pages to read; it may be larger than the items need.",
    "X-Page": "The number of this page.",
    "X-Per-Page": "The most items on a page.",
    "X-Next-Page": "The number of the next page; empty on the last.",
    "X-Prev-Page": "The number of the page before; empty on the first.",
}


def call(
    operation_id: str,
    summary: str,
    answers: Mapping[int, Json],
    *,
    refused: Iterable[int] = (),
    **more: object,
) -> Json:
    """A call that needs a token; refusals of its parameters and body are added by themselves.

    `refused` are further statuses. `more` are keys of an operation as OpenAPI spells them.
    """
    statuses = {*refused, *_of_what_is_sent(more), *_CALLERS}
    return operation(operation_id, summary, answers, some(REFUSALS, statuses), **more)


def public(
    operation_id: str,
    summary: str,
    answers: Mapping[int, Json],
    *,
    refused: Iterable[int] = (),
    **more: object,
) -> Json:
    """The same for any client, without a token."""
    statuses = {*refused, *_of_what_is_sent(more), *_ANYBODY} - answers.keys()
    open_to_all = {"security": [{}], **more}
    return operation(operation_id, summary, answers, some(REFUSALS, statuses), **open_to_all)


def one(description: str, schema: str) -> Json:
    """An answer with one object."""
    return answer(description, reference(schema))


def gone() -> dict[int, Json]:
    """The answer of calls that remove something."""
    return {204: answer("It is removed.")}


def listed(schema: str, description: str = "All of them.", **more: Json) -> Json:
    """A list without pages; `more` are further keys of the answer."""
    return answer(description, _results(schema, more))


def page(schema: str, **more: Json) -> Json:
    """A page of a list."""
    counted = {name: answer_header(what, text()) for name, what in _PAGING.items()}
    return answer("A page of them.", _results(schema, more), counted)


def paging() -> list[Json]:
    """The parameters of the wanted page."""
    return [
        query("page", "The number of the page.", whole(minimum=1, maximum=PAGE_MAX, default=1)),
        query(
            "per_page",
            "The most items on a page.",
            whole(minimum=1, maximum=PAGE_SIZE_MAX, default=PAGE_SIZE),
        ),
    ]


def path_parts(paths: Paths) -> Paths:
    """The same with the meaning of each variable in the path.

    Paths that have variables also get 404.
    """
    parts = {name: path_part(name, said, uuid("")) for name, said in _IDS.items()}
    parts["role_id"] = path_part("role_id", "The id of a role, such as `project_admin`.")
    found = {path: _or_missing(item) if variables(path) else item for path, item in paths.items()}
    return with_path_parts(found, parts)


def _or_missing(item: Json) -> Json:
    return {method: {**it, "responses": _with_404(it["responses"])} for method, it in item.items()}


def _with_404(responses: Json) -> Json:
    missing = {"404": {"$ref": f"#/components/responses/{REFUSALS[404][0]}"}}
    return dict(sorted((responses | missing).items()))


def _of_what_is_sent(more: Mapping[str, object]) -> set[int]:
    queried = {400} if more.get("parameters") else set()
    return queried | ({400, 413, 415} if "requestBody" in more else set())


def _results(schema: str, more: Mapping[str, Json]) -> Json:
    items = array(reference(schema), "The items.")
    return shown("A list.", {"results": items, **more})
