"""Turns an exception into an answer in the shape of the protocol whose path was requested.

The prefix of the path decides, because an unknown route has no resource that could. The contents of
an answer are found in the same way for all protocols; only the shape is a protocol's own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

import falcon

from dds_upload.core.errors import (
    BadRequest,
    IntegrityFailed,
    StorageUnavailable,
    UploadServiceError,
    ValidationFailed,
)
from dds_upload.core.reasons import Reason, Refusal
from dds_upload.web.words import Words

log = logging.getLogger(__name__)

#: An error of this service, one of Falcon's, or None for a defect of this service.
AnyError = UploadServiceError | falcon.HTTPError | None

#: Fills the answer to a request that met an error.
Renderer = Callable[[falcon.Request, falcon.Response, AnyError], None]

#: The seconds after which a client may try again after a 503, unless more is known.
RETRY_AFTER = 2.0

#: How many characters of a refusal's cause are logged.
_TOLD_MAX = 1000

#: The codes of what the framework refuses, by status.
_CODES = {
    404: Reason.NOT_FOUND,
    405: Reason.METHOD_NOT_ALLOWED,
    411: Reason.LENGTH_REQUIRED,
    412: Reason.PRECONDITION_FAILED,
    413: Reason.REQUEST_TOO_LARGE,
    415: Reason.MEDIA_TYPE_UNSUPPORTED,
    416: Reason.RANGE_NOT_SATISFIABLE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """The answer of a protocol to one class of errors.

    `text` is used for all errors of the class, whatever their code, if clients depend on it.
    """

    status: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The contents of an answer to an error, before they get the shape of the protocol."""

    status: int
    refusal: Refusal
    text: str


def report_of(
    error: AnyError, table: Mapping[type[UploadServiceError], Row], words: Words
) -> Report:
    """The report of an error; `table` has a row for every class of the register."""
    if error is None:
        refusal = Refusal(Reason.INTERNAL_ERROR)
        return Report(500, refusal, words.say(refusal))
    if isinstance(error, falcon.HTTPError):
        status = error.status_code
        otherwise = Reason.REQUEST_UNREADABLE if status < 500 else Reason.INTERNAL_ERROR
        refusal = Refusal(_CODES.get(status, otherwise))
        return Report(status, refusal, error.description or HTTPStatus(status).phrase)
    row = table[type(error)]
    return Report(row.status, error.refusal, row.text or _text_of(error, words))


def _text_of(error: UploadServiceError, words: Words) -> str:
    match error:
        case ValidationFailed():
            return words.say_all(error)
        case IntegrityFailed():
            return words.say_failure(error.failure)
        case BadRequest():
            return str(error)
    return words.say(error.refusal)


class ErrorHandling:
    """Chooses the protocol's renderer, and logs errors that were not raised on purpose."""

    def __init__(self, renderers: Sequence[tuple[str, Renderer]], fallback: Renderer) -> None:
        self._renderers = tuple(renderers)
        self._fallback = fallback

    def install(self, app: falcon.App[Any, Any]) -> None:
        """Handle every error of `app`."""
        app.add_error_handler(Exception, self.unexpected)
        app.add_error_handler(falcon.HTTPError, self.expected)
        app.add_error_handler(UploadServiceError, self.expected)

    def expected(
        self, req: falcon.Request, resp: falcon.Response, error: Any, params: object
    ) -> None:
        """An error that was raised on purpose."""
        if error.__cause__ is not None:
            log.warning("%s %s: %s (%s)", req.method, req.path, error, _told(error.__cause__))
        self._render(req, resp, error)

    def unexpected(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, params: object
    ) -> None:
        """A defect: the log gets everything, the client an answer without internals."""
        log.error("%s %s failed", req.method, req.path, exc_info=error)
        self._render(req, resp, None)

    def _render(self, req: falcon.Request, resp: falcon.Response, error: Any) -> None:
        if isinstance(error, falcon.HTTPError) and error.headers:
            resp.set_headers(error.headers)
        if isinstance(error, UploadServiceError):
            req.context.refused = error.refusal.reason.value
        elif error is None:
            req.context.refused = Reason.INTERNAL_ERROR.value
        self._renderer(req.path)(req, resp, error)
        if resp.status_code == 503:
            resp.set_header("Retry-After", str(_seconds_to_wait(error)))

    def _renderer(self, path: str) -> Renderer:
        found = (render for prefix, render in self._renderers if path.startswith(prefix))
        return next(found, self._fallback)


def _told(cause: BaseException) -> str:
    """The kind and text of an exception. `repr` would contain all of an unreadable body."""
    return f"{type(cause).__name__}: {cause}"[:_TOLD_MAX]


def _seconds_to_wait(error: AnyError) -> int:
    known = error.retry_after if isinstance(error, StorageUnavailable) else None
    return max(1, ceil(RETRY_AFTER if known is None else known))
