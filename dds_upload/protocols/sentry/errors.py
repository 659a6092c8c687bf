"""The one table from error class to status and words; a body has exactly one key.

Clients show the text of `error`, or of `detail` where it is about who calls and what there is.
They try again after a 503 and after nothing else we send, so whatever may pass by itself is one.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import falcon

from dds_upload.core import errors as core
from dds_upload.protocols.sentry.failures import failure_text

Answer = tuple[int, str]

STORAGE = "The storage provider is unavailable"
BUSY = "The service is busy, try again"

#: Answers about the caller, or about what the caller may know of.
_DETAIL = frozenset({401, 403, 404})


def _said(status: int) -> Callable[[Exception], Answer]:
    return lambda error: (status, str(error))


def _fixed(status: int, text: str) -> Callable[[Exception], Answer]:
    return lambda error: (status, text)


def _unauthenticated(error: core.Unauthenticated) -> Answer:
    if error.why is core.AuthenticationFailure.NO_TOKEN:
        return 401, "Authentication credentials were not provided."
    return 401, "Invalid token"


#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Callable[..., Answer]] = {
    core.Unauthenticated: _unauthenticated,
    core.MissingKeys: _said(401),
    core.InvalidKeys: _said(401),
    core.Forbidden: _fixed(403, "You do not have permission to perform this action."),
    core.NotFound: _fixed(404, "The requested resource does not exist"),
    core.NotConsistent: _fixed(503, BUSY),
    core.ValidationFailed: _said(400),
    core.BadRequest: _said(400),
    core.IntegrityFailed: lambda error: (400, failure_text(error.failure)),
    core.IllegalTransition: _fixed(503, BUSY),
    core.Conflict: _fixed(503, BUSY),
    core.Overlap: _said(409),
    core.Incomplete: _said(400),
    core.InUse: _said(409),
    core.ManifestRefused: _fixed(503, STORAGE),
    core.ObjectMissing: _fixed(503, STORAGE),
    core.ContentMismatch: _fixed(503, STORAGE),
    core.StorageUnavailable: _fixed(503, STORAGE),
    core.StorageRefused: _fixed(503, STORAGE),
    core.RecordsUnavailable: _fixed(503, BUSY),
}


def answer_to(error: core.UploadServiceError | falcon.HTTPError | None) -> Answer:
    """Status and text for an error of ours, one of Falcon's, or a defect (None)."""
    if error is None:
        return 500, "internal server error"
    if isinstance(error, falcon.HTTPError):
        return error.status_code, error.description or HTTPStatus(error.status_code).phrase
    return TABLE[type(error)](error)


def render_error(
    error: core.UploadServiceError | falcon.HTTPError | None, resp: falcon.Response
) -> None:
    """Fill the answer."""
    status, text = answer_to(error)
    resp.status = status
    resp.media = {"detail" if status in _DETAIL else "error": text}
    if status == 401:
        resp.set_header("WWW-Authenticate", "Bearer")
