"""The one envelope of errors; the one table from error class to status and words."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import falcon

from dds_upload.core import errors as core
from dds_upload.protocols.dds.failures import failure_text
from dds_upload.protocols.dds.words import KINDS

NOT_PROVIDED = "not_provided"
FIX_FIELDS = "Fix the following invalid fields and resubmit"
ASK_ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"

Body = dict[str, Any]

_TOKEN_SUGGESTIONS = {
    core.AuthenticationFailure.NO_TOKEN: "you might need to login through an authenticaton service",
    core.AuthenticationFailure.EXPIRED: "you need to login with your authenticaton service",
    core.AuthenticationFailure.INVALID: "token not properly signed",
}


def envelope(
    status: int, reason: str, suggestion: str = "", *, code: str = NOT_PROVIDED, **more: Any
) -> tuple[int, Body]:
    """Status and body; `error` is always text, because the portal compares it with text."""
    body = {"error": str(status), "code": code, "reason": reason, "suggestion": suggestion}
    return status, {**body, **more}


def _unauthenticated(error: core.Unauthenticated) -> tuple[int, Body]:
    return envelope(401, error.why.value, _TOKEN_SUGGESTIONS[error.why])


def _not_found(error: core.NotFound) -> tuple[int, Body]:
    kind = KINDS[error.kind]
    return envelope(404, f"{kind} Not Found", f"you may have mistyped the {kind} id")


def _integrity_failed(error: core.IntegrityFailed) -> tuple[int, Body]:
    return envelope(400, failure_text(error.failure), "You must begin a new upload process")


def _validation(error: core.ValidationFailed) -> tuple[int, Body]:
    about = " ".join(error.objects)
    if not error.fields:
        return envelope(400, about)
    fields = [{field.field: field.message} for field in error.fields]
    return envelope(400, about or "validation failed", FIX_FIELDS, errors=fields)


def _said(status: int, suggestion: str = "") -> Callable[[Exception], tuple[int, Body]]:
    return lambda error: envelope(status, str(error), suggestion)


def _fixed(
    status: int, reason: str, suggestion: str, code: str = NOT_PROVIDED
) -> Callable[[Exception], tuple[int, Body]]:
    answer = envelope(status, reason, suggestion, code=code)
    return lambda error: answer


#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Callable[[Any], tuple[int, Body]]] = {
    core.Unauthenticated: _unauthenticated,
    core.MissingKeys: _said(400, "api_key and user_key are required"),
    core.InvalidKeys: _said(404, "ensure both keys are valid"),
    core.Forbidden: _fixed(403, "Unauthorized", "request permission to access this resource"),
    core.NotFound: _not_found,
    core.NotConsistent: _fixed(
        404,
        "resource changes are still being processed by system",
        "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
        code="resource_not_consistent",
    ),
    core.ValidationFailed: _validation,
    core.BadRequest: _said(400, "send a JSON object or a form"),
    core.IntegrityFailed: _integrity_failed,
    core.IllegalTransition: _said(400),
    core.Conflict: _said(409, "read the resource again and resubmit"),
    core.Overlap: _said(409, "send other bytes, or begin with the chunk that is there"),
    core.Incomplete: _said(400, "send the missing bytes and resubmit"),
    core.InUse: _said(409, "remove what is made of it first"),
    core.ManifestRefused: _said(400, "You must begin a new upload process"),
    core.ObjectMissing: _fixed(404, "Content Not Found", "the stored content is missing"),
    core.ContentMismatch: _said(400, "send the bytes that were announced"),
    core.StorageUnavailable: _fixed(503, "The storage provider is unavailable", ASK_ADMINISTRATORS),
    core.StorageRefused: _fixed(503, "The storage provider is unavailable", ASK_ADMINISTRATORS),
    core.RecordsUnavailable: _fixed(503, "Request Timeout", ASK_ADMINISTRATORS),
}


def answer_to(error: core.UploadServiceError | falcon.HTTPError | None) -> tuple[int, Body]:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    if error is None:
        return envelope(500, "Internal Server Error", ASK_ADMINISTRATORS)
    if isinstance(error, falcon.HTTPError):
        status = error.status_code
        return envelope(status, error.description or HTTPStatus(status).phrase)
    return TABLE[type(error)](error)


def render_error(
    error: core.UploadServiceError | falcon.HTTPError | None, resp: falcon.Response
) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error)
    resp.status = status
