"""The common part of all calls of Sentry's API: their paths, and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dds_upload.web.openapi.parts import (
    Refusals,
    answer_header,
    operation,
    path_part,
    refusals,
    some,
)
from dds_upload.web.openapi.schemas import Json, record, reference, text
from dds_upload.web.openapi.whole import Paths, with_path_parts

#: Refusals by status: the names of the answers, and when they are given.
REFUSALS: Refusals = {
    400: ("Invalid", "The request cannot be read, or breaks a rule."),
    401: ("Unauthenticated", "There is no valid token."),
    403: ("Forbidden", "The scopes of the token do not allow this."),
    404: ("NotFound", "The caller has no such organisation or project."),
    411: ("LengthRequired", "The request has no Content-Length."),
    413: ("TooLarge", "The body is larger than the service reads here."),
    415: ("UnknownMediaType", "The body is no form of parts."),
    501: ("NotOffered", "Clients know this call; this service does not offer it."),
    503: ("Unavailable", "Storage or database do not answer, or the service is busy."),
    507: ("Full", "Storage has no room."),
}

#: Answers about the caller, or about a missing object, have another key.
_DETAIL = (401, 403, 404)

_PARTS = {
    "org": "The slug or the id of an organisation.",
    "project": "The slug or the id of a project.",
    "version": "The version of a release.",
    "rest": "Anything.",
}


def call(
    operation_id: str,
    summary: str,
    answers: Mapping[int, Json],
    *,
    refused: Iterable[int] = (),
    **more: object,
) -> Json:
    """A call; `refused` are statuses other than 401 and 503, `more` keys of an operation."""
    statuses = {401, 503, *refused}
    return operation(operation_id, summary, answers, some(REFUSALS, statuses), **more)


def path_parts(paths: Paths) -> Paths:
    """The same with the meaning of each variable in the path."""
    return with_path_parts(paths, {name: path_part(name, said) for name, said in _PARTS.items()})


def refused_answers() -> dict[str, Json]:
    """The components of refusals."""
    about = {status: it for status, it in REFUSALS.items() if status in _DETAIL}
    others = {status: it for status, it in REFUSALS.items() if status not in _DETAIL}
    made = refusals(about, reference("Detail")) | refusals(others, reference("Error"))
    challenge = answer_header("Always `Bearer`.", text())
    made["Unauthenticated"]["headers"] = {"WWW-Authenticate": challenge}
    return made


def errors() -> dict[str, Json]:
    """The bodies of refusals, by name."""
    said = text("The fault, in words.")
    return {
        "Error": record("The reason of a refusal.", {"error": said}, required=["error"]),
        "Detail": record(
            "The reason of a refusal because of the caller or the target.",
            {"detail": said},
            required=["detail"],
        ),
    }
