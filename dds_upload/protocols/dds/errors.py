"""The one table from error class to status and words, in the one envelope of errors."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core import errors as core
from dds_upload.core.reasons import Reason
from dds_upload.protocols.dds.words import KINDS, WORDS
from dds_upload.web import errors as web
from dds_upload.web.envelope import NOT_PROVIDED, Body, envelope
from dds_upload.web.errors import AnyError, Told

FIX_FIELDS = "Fix the following invalid fields and resubmit"
ASK_ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"
BEGIN_ANEW = "You must begin a new upload process"

_TOKEN_SUGGESTIONS = {
    Reason.TOKEN_MISSING: "you might need to login through an authenticaton service",
    Reason.TOKEN_EXPIRED: "you need to login with your authenticaton service",
    Reason.TOKEN_INVALID: "token not properly signed",
}


@dataclass(frozen=True, slots=True)
class Row(web.Row):
    """The same with what the envelope has beside."""

    suggestion: str = ""
    code: str = NOT_PROVIDED


#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Row] = {
    core.Unauthenticated: Row(401),
    core.MissingKeys: Row(400, suggestion="api_key and user_key are required"),
    core.InvalidKeys: Row(404, suggestion="ensure both keys are valid"),
    core.Forbidden: Row(403, "Unauthorized", "request permission to access this resource"),
    core.NotFound: Row(404),
    core.NotConsistent: Row(
        404,
        "resource changes are still being processed by system",
        "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
        "resource_not_consistent",
    ),
    core.ValidationFailed: Row(400),
    core.BadRequest: Row(400, suggestion="send a JSON object or a form"),
    core.IntegrityFailed: Row(400, suggestion=BEGIN_ANEW),
    core.IllegalTransition: Row(400),
    core.Conflict: Row(409, suggestion="read the resource again and resubmit"),
    core.Overlap: Row(409, suggestion="send other bytes, or begin with the chunk that is there"),
    core.Incomplete: Row(400, suggestion="send the missing bytes and resubmit"),
    core.InUse: Row(409, suggestion="remove what is made of it first"),
    core.ManifestRefused: Row(400, suggestion=BEGIN_ANEW),
    core.ObjectMissing: Row(404, "Content Not Found", "the stored content is missing"),
    core.ContentMismatch: Row(400, suggestion="send the bytes that were announced"),
    core.StorageUnavailable: Row(503, suggestion=ASK_ADMINISTRATORS),
    core.StorageRefused: Row(503, suggestion=ASK_ADMINISTRATORS),
    core.RecordsUnavailable: Row(503, suggestion=ASK_ADMINISTRATORS),
}


def answer_to(error: AnyError) -> tuple[int, Body]:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    told = web.tell(error, TABLE, WORDS)
    match error:
        case None:
            return envelope(told, ASK_ADMINISTRATORS)
        case core.Unauthenticated():
            return envelope(told, _TOKEN_SUGGESTIONS[error.reason])
        case core.NotFound():
            return _not_found(error, told)
        case core.ValidationFailed():
            return _validation(error, told)
        case core.UploadServiceError():
            row = TABLE[type(error)]
            return envelope(told, row.suggestion, code=row.code)
    return envelope(told)


def render_error(error: AnyError, resp: falcon.Response) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error)
    resp.status = status


def _not_found(error: core.NotFound, told: Told) -> tuple[int, Body]:
    kind = KINDS[error.kind]
    said = Told(told.status, told.refusal, f"{kind} Not Found")
    return envelope(said, f"you may have mistyped the {kind} id")


def _validation(error: core.ValidationFailed, told: Told) -> tuple[int, Body]:
    about = " ".join(WORDS.say(it) for it in error.objects)
    if not error.fields:
        return envelope(Told(told.status, told.refusal, about))
    faults = [{WORDS.spell(it): WORDS.say(it)} for it in error.fields]
    said = Told(told.status, told.refusal, about or "validation failed")
    return envelope(said, FIX_FIELDS, errors=faults)
