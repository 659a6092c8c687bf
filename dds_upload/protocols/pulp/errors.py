"""The one table from error class to status and body.

What is wrong with fields is told by field, a list of texts each; what is wrong with the request as
a whole by `non_field_errors`, and everything else in `detail`. Ranges of bytes are told in numbers
too, so that a client can send what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import falcon

from dds_upload.core import errors as core
from dds_upload.protocols.pulp.failures import failure_text
from dds_upload.protocols.pulp.rendering import byte_range

Body = dict[str, Any]
Answer = tuple[int, Body]

STORAGE = "The storage provider is unavailable, try again."
BUSY = "The service is busy, try again."

#: Seconds; what a client should wait before it tries again.
RETRY_AFTER = "2"


def detail(status: int, text: str) -> Answer:
    """The body of everything that is not about what was sent."""
    return status, {"detail": text}


def _said(status: int) -> Callable[[Exception], Answer]:
    return lambda error: detail(status, str(error))


def _fixed(status: int, text: str) -> Callable[[Exception], Answer]:
    return lambda error: detail(status, text)


def _about(status: int) -> Callable[[Exception], Answer]:
    return lambda error: (status, {"non_field_errors": [str(error)]})


def _integrity_failed(error: core.IntegrityFailed) -> Answer:
    return 400, {"non_field_errors": [failure_text(error.failure)]}


def _unauthenticated(error: core.Unauthenticated) -> Answer:
    if error.why is core.AuthenticationFailure.NO_TOKEN:
        return detail(401, "Authentication credentials were not provided.")
    return detail(401, "Invalid username or password.")


def _validation(error: core.ValidationFailed) -> Answer:
    body: dict[str, list[str]] = defaultdict(list)
    for fault in error.fields:
        body[fault.field].append(fault.message)
    if error.objects:
        body["non_field_errors"].extend(error.objects)
    return 400, dict(body)


def _incomplete(error: core.Incomplete) -> Answer:
    ranges = [byte_range(each) for each in error.missing]
    return 400, {"non_field_errors": [str(error)], "missing_ranges": ranges}


def _overlap(error: core.Overlap) -> Answer:
    return 409, {"detail": str(error), "taken_range": byte_range(error.taken)}


#: Every class of the register in core; a test proves that none is left out.
TABLE: dict[type[core.UploadServiceError], Callable[[Any], Answer]] = {
    core.Unauthenticated: _unauthenticated,
    core.MissingKeys: _said(401),
    core.InvalidKeys: _said(401),
    core.Forbidden: _fixed(403, "You do not have permission to perform this action."),
    core.NotFound: _fixed(404, "Not found."),
    core.NotConsistent: _said(409),
    core.ValidationFailed: _validation,
    core.BadRequest: _said(400),
    core.IntegrityFailed: _integrity_failed,
    core.IllegalTransition: _said(409),
    core.Conflict: _said(409),
    core.Overlap: _overlap,
    core.Incomplete: _incomplete,
    core.InUse: _said(409),
    core.ManifestRefused: _fixed(503, STORAGE),
    core.ObjectMissing: _fixed(503, STORAGE),
    core.ContentMismatch: _fixed(503, STORAGE),
    core.StorageUnavailable: _fixed(503, STORAGE),
    core.StorageRefused: _fixed(503, STORAGE),
    core.RecordsUnavailable: _fixed(503, BUSY),
}


def answer_to(error: core.UploadServiceError | falcon.HTTPError | None) -> Answer:
    """Status and body for an error of ours, one of Falcon's, or a defect (None)."""
    if error is None:
        return detail(500, "Internal server error.")
    if isinstance(error, falcon.HTTPError):
        status = error.status_code
        return detail(status, error.description or HTTPStatus(status).phrase)
    return TABLE[type(error)](error)


def render_error(
    error: core.UploadServiceError | falcon.HTTPError | None, resp: falcon.Response
) -> None:
    """Fill the answer."""
    status, resp.media = answer_to(error)
    resp.status = status
    if status == 401:
        resp.set_header("WWW-Authenticate", 'Basic realm="dds_upload"')
    if status == 503:
        resp.set_header("Retry-After", RETRY_AFTER)
