"""Turns whatever was raised into an answer in the envelope of the protocol whose path it is.

The prefix of the path decides, because an unknown route has no resource that could.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import falcon

from dds_upload.core.errors import UploadServiceError

log = logging.getLogger(__name__)

#: Fills the answer for an error: one of ours, one of Falcon's, or None for a defect of ours.
Renderer = Callable[[UploadServiceError | falcon.HTTPError | None, falcon.Response], None]


class ErrorHandling:
    """Picks the renderer and logs what nobody expected."""

    def __init__(self, renderers: Sequence[tuple[str, Renderer]], fallback: Renderer) -> None:
        self._renderers = tuple(renderers)
        self._fallback = fallback

    def install(self, app: falcon.App[Any, Any]) -> None:
        """Take over every error of `app`."""
        app.add_error_handler(Exception, self.unexpected)
        app.add_error_handler(falcon.HTTPError, self.expected)
        app.add_error_handler(UploadServiceError, self.expected)

    def expected(
        self, req: falcon.Request, resp: falcon.Response, error: Any, params: object
    ) -> None:
        """An error raised on purpose."""
        if error.__cause__ is not None:
            log.warning("%s %s: %s (%r)", req.method, req.path, error, error.__cause__)
        self._render(req, resp, error)

    def unexpected(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, params: object
    ) -> None:
        """A defect: the log gets everything, the caller an answer without internals."""
        log.error("%s %s failed", req.method, req.path, exc_info=error)
        self._render(req, resp, None)

    def _render(self, req: falcon.Request, resp: falcon.Response, error: Any) -> None:
        if isinstance(error, falcon.HTTPError) and error.headers:
            resp.set_headers(error.headers)
        for prefix, renderer in self._renderers:
            if req.path.startswith(prefix):
                return renderer(error, resp)
        return self._fallback(error, resp)
