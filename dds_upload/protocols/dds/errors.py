"""The one table from error class to status and words, in the one envelope of errors."""

from __future__ import annotations

import falcon

from dds_upload.core import errors as core
from dds_upload.core.reasons import Reason
from dds_upload.protocols.dds.words import KINDS, WORDS
from dds_upload.web.envelope import (
    ASK_ADMINISTRATORS,
    Body,
    EnvelopeRow,
    envelope,
    suggestion_about,
)
from dds_upload.web.errors import AnyError, Report, report_of

FIX_FIELDS = "Fix the following invalid fields and resubmit"
BEGIN_ANEW = "You must begin a new upload process"

#: DukeDSClient prints `reason` and `suggestion`, and never `errors`. A person who uploads a folder
#: with it sees the fault and the file only if one of these two contains them. All other clients get
#: the texts of the contract to the letter.
_READS_NO_ERRORS = "dukedsclient"

_TOKEN_SUGGESTIONS = {
    Reason.TOKEN_MISSING: "you might need to login through an authenticaton service",
    Reason.TOKEN_EXPIRED: "you need to login with your authenticaton service",
    Reason.TOKEN_INVALID: "token not properly signed",
}


#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], EnvelopeRow] = {
    core.Unauthenticated: EnvelopeRow(401),
    core.MissingKeys: EnvelopeRow(400, suggestion="api_key and user_key are required"),
    core.InvalidKeys: EnvelopeRow(404, suggestion="ensure both keys are valid"),
    core.Forbidden: EnvelopeRow(403, "Unauthorized", "request permission to access this resource"),
    core.NotFound: EnvelopeRow(404),
    core.NotConsistent: EnvelopeRow(
        404,
        "resource changes are still being processed by system",
        "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
        "resource_not_consistent",
    ),
    core.ValidationFailed: EnvelopeRow(400),
    core.BadRequest: EnvelopeRow(400, suggestion="send a JSON object or a form"),
    core.IntegrityFailed: EnvelopeRow(400, suggestion=BEGIN_ANEW),
    core.IllegalTransition: EnvelopeRow(400),
    core.Conflict: EnvelopeRow(409, suggestion="read the resource again and resubmit"),
    core.KeyReused: EnvelopeRow(422, suggestion="send the request as it was, or with another key"),
    core.Overlap: EnvelopeRow(
        409, suggestion="send other bytes, or begin with the chunk that is there"
    ),
    core.Incomplete: EnvelopeRow(400, suggestion="send the missing bytes and resubmit"),
    core.InUse: EnvelopeRow(409, suggestion="remove what is made of it first"),
    core.ManifestRefused: EnvelopeRow(400, suggestion=BEGIN_ANEW),
    core.ObjectMissing: EnvelopeRow(404, "Content Not Found", "the stored content is missing"),
    core.ContentMismatch: EnvelopeRow(400, suggestion="send the bytes that were announced"),
    core.StorageUnavailable: EnvelopeRow(503, suggestion=ASK_ADMINISTRATORS),
    core.StorageBusy: EnvelopeRow(503, suggestion=ASK_ADMINISTRATORS),
    core.ClockSkewed: EnvelopeRow(503, suggestion=ASK_ADMINISTRATORS),
    core.StorageFull: EnvelopeRow(507, suggestion=ASK_ADMINISTRATORS),
    core.StorageRefused: EnvelopeRow(503, suggestion=ASK_ADMINISTRATORS),
    core.ServiceBusy: EnvelopeRow(503),
    core.RecordsUnavailable: EnvelopeRow(503, suggestion=ASK_ADMINISTRATORS),
}


def answer_to(error: AnyError, user_agent: str = "") -> tuple[int, Body]:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    report = report_of(error, TABLE, WORDS)
    match error:
        case None:
            return envelope(report, ASK_ADMINISTRATORS)
        case core.Unauthenticated():
            return envelope(report, _TOKEN_SUGGESTIONS[error.reason])
        case core.NotFound():
            return _not_found(error, report)
        case core.ValidationFailed():
            return _validation(error, report, user_agent)
        case core.UploadServiceError():
            row = TABLE[type(error)]
            return envelope(report, suggestion_about(error, row.suggestion), code=row.code)
    return envelope(report)


def render_error(req: falcon.Request, resp: falcon.Response, error: AnyError) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error, req.user_agent or "")
    resp.status = status


def _not_found(error: core.NotFound, report: Report) -> tuple[int, Body]:
    kind = KINDS[error.kind]
    named = Report(report.status, report.refusal, f"{kind} Not Found")
    mistyped = f"you may have mistyped the {kind} id"
    return envelope(named, suggestion_about(error, mistyped))


def _validation(error: core.ValidationFailed, report: Report, user_agent: str) -> tuple[int, Body]:
    about = " ".join(WORDS.say(it) for it in error.objects)
    if not error.fields:
        return envelope(Report(report.status, report.refusal, about))
    faults = [{WORDS.spell(it): WORDS.say(it)} for it in error.fields]
    summed = Report(report.status, report.refusal, about or "validation failed")
    suggestion = FIX_FIELDS
    if _READS_NO_ERRORS in user_agent.lower():
        suggestion += ": " + "; ".join(WORDS.say_in_full(it) for it in error.fields)
    return envelope(summed, suggestion, errors=faults)
