"""Answers errors of signed URLs that lead to this service: in the envelope, in their own words."""

from __future__ import annotations

import falcon

from dds_upload.core import errors as core
from dds_upload.core.reasons import Reason
from dds_upload.web.envelope import (
    ASK_ADMINISTRATORS,
    Body,
    EnvelopeRow,
    envelope,
    suggestion_about,
)
from dds_upload.web.errors import AnyError, report_of
from dds_upload.web.words import PLAIN, Words

WORDS = Words(
    {
        **PLAIN,
        Reason.STORAGE_REFUSED: "The storage provider is unavailable",
        Reason.DATABASE_UNAVAILABLE: "Request Timeout",
        Reason.INTERNAL_ERROR: "Internal Server Error",
    }
)

#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], EnvelopeRow] = {
    core.Unauthenticated: EnvelopeRow(401),
    core.MissingKeys: EnvelopeRow(401),
    core.InvalidKeys: EnvelopeRow(401),
    core.Forbidden: EnvelopeRow(403, "Unauthorized", "request permission to access this resource"),
    core.NotFound: EnvelopeRow(404, "Upload Not Found", "you may have mistyped the Upload id"),
    core.NotConsistent: EnvelopeRow(404),
    core.ValidationFailed: EnvelopeRow(400),
    core.BadRequest: EnvelopeRow(400, suggestion="send a JSON object or a form"),
    core.IntegrityFailed: EnvelopeRow(400),
    core.IllegalTransition: EnvelopeRow(400),
    core.Conflict: EnvelopeRow(409),
    core.KeyReused: EnvelopeRow(422),
    core.Overlap: EnvelopeRow(409),
    core.Incomplete: EnvelopeRow(400),
    core.InUse: EnvelopeRow(409),
    core.ManifestRefused: EnvelopeRow(400),
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


def answer_to(error: AnyError) -> tuple[int, Body]:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    report = report_of(error, TABLE, WORDS)
    if isinstance(error, core.UploadServiceError):
        return envelope(report, suggestion_about(error, TABLE[type(error)].suggestion))
    return envelope(report, ASK_ADMINISTRATORS if error is None else "")


def render_error(req: falcon.Request, resp: falcon.Response, error: AnyError) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error)
    resp.status = status
