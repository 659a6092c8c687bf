"""The one table from error class to status and words; a body has exactly one key.

Clients show the text of `error`, or of `detail` for errors about the caller or a missing object.
They try again after a 503 and after no other answer of this service, so every error that may pass
is a 503.
"""

from __future__ import annotations

import falcon

from dds_upload.core import errors as core
from dds_upload.protocols.sentry.words import BUSY, STORAGE, WORDS
from dds_upload.web.errors import AnyError, Row, report_of

#: Answers about the caller, or about a missing object.
_DETAIL = frozenset({401, 403, 404})

#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Row] = {
    core.Unauthenticated: Row(401),
    core.MissingKeys: Row(401),
    core.InvalidKeys: Row(401),
    core.Forbidden: Row(403, "You do not have permission to perform this action."),
    core.NotFound: Row(404, "The requested resource does not exist"),
    core.NotConsistent: Row(503, BUSY),
    core.ValidationFailed: Row(400),
    core.BadRequest: Row(400),
    core.IntegrityFailed: Row(400),
    core.IllegalTransition: Row(503, BUSY),
    core.Conflict: Row(503, BUSY),
    core.KeyReused: Row(422),
    core.Overlap: Row(409),
    core.Incomplete: Row(400),
    core.InUse: Row(409),
    core.ManifestRefused: Row(503, STORAGE),
    core.ObjectMissing: Row(503, STORAGE),
    core.ContentMismatch: Row(503, STORAGE),
    core.StorageUnavailable: Row(503),
    core.StorageBusy: Row(503),
    core.ClockSkewed: Row(503),
    core.StorageFull: Row(507),
    core.StorageRefused: Row(503),
    core.ServiceBusy: Row(503),
    core.RecordsUnavailable: Row(503),
}


def answer_to(error: AnyError) -> tuple[int, str]:
    """Status and text for an error of ours, one of Falcon's, or a defect (None)."""
    report = report_of(error, TABLE, WORDS)
    return report.status, report.text


def render_error(req: falcon.Request, resp: falcon.Response, error: AnyError) -> None:
    """Fill the answer."""
    status, text = answer_to(error)
    resp.status = status
    resp.media = {"detail" if status in _DETAIL else "error": text}
    if status == 401:
        resp.set_header("WWW-Authenticate", "Bearer")
