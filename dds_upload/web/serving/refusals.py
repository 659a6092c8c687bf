"""The answer to bytes that never become a request: JSON, like all other refusals.

Their protocol is not known, so all of them are answered in the envelope of the Duke Data Service
API.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from gunicorn.http.errors import (
    ExpectationFailed,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import http_date

from dds_upload.core.reasons import Reason, Refusal
from dds_upload.web.envelope import ASK_ADMINISTRATORS, envelope
from dds_upload.web.errors import Report

#: Statuses by gunicorn's errors, the first that fits.
_STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (InvalidResponseHeader, HTTPStatus.INTERNAL_SERVER_ERROR),
    (InvalidResponseHeaderName, HTTPStatus.INTERNAL_SERVER_ERROR),
    (LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (ParseException, HTTPStatus.BAD_REQUEST),
    (Exception, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def status_of(error: Exception) -> HTTPStatus:
    """How a failure outside of the application is answered; 500 is our own fault."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def refusal(status: HTTPStatus, text: str) -> bytes:
    """The whole answer, after which the connection ends."""
    is_ours = status == HTTPStatus.INTERNAL_SERVER_ERROR
    reason = Reason.INTERNAL_ERROR if is_ours else Reason.REQUEST_UNREADABLE
    report = Report(status.value, Refusal(reason), text)
    body = json.dumps(envelope(report, ASK_ADMINISTRATORS if is_ours else "")[1])
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        f"Date: {http_date()}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", body)).encode("ascii")
