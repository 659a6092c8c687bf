"""Measures every request, and serves the measurements at `/metrics`.

Routes are named by their templates and protocols by their mounts. So the number of series is
bounded, whatever clients request.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Sequence

import falcon

from dds_upload.core.health.measures import Measures
from dds_upload.core.secret import Secret
from dds_upload.web.authentication import bearer_token

#: The type of Prometheus' text format.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

#: Methods that are counted by name; all others count as one.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """Falcon middleware, before all others."""

    def __init__(self, measures: Measures, prefixes: Sequence[tuple[str, str]]) -> None:
        """`prefixes` are those of the mounts, each with the name of its protocol."""
        self._measures = measures
        self._prefixes = prefixes

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Start the clock."""
        req.context.begun_at = time.perf_counter()

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Stop the clock; the bytes of a streamed answer come after that."""
        prefix, protocol = self._mount_of(req.path)
        status = resp.status_code
        self._measures.answered(
            protocol=protocol,
            route=req.uri_template or (f"{prefix}..." if prefix else "none"),
            method=req.method if req.method in _METHODS else "other",
            status=status,
            seconds=time.perf_counter() - req.context.begun_at,
        )
        code = getattr(req.context, "refused", None)
        if code is not None:
            self._measures.refused(protocol=protocol, code=code)
        provider = getattr(req.context, "stores_at", None)
        if provider is not None and status < 300:
            size = req.content_length or 0
            self._measures.received(protocol=protocol, provider=provider, size=size)

    def _mount_of(self, path: str) -> tuple[str, str]:
        for mount in self._prefixes:
            if path.startswith(mount[0]):
                return mount
        return "", "none"


class MetricsPage:
    """`/metrics`; if a token is set, a client has to send it as a bearer."""

    public = True

    def __init__(self, exposition: Callable[[], bytes], token: Secret | None) -> None:
        self._exposition = exposition
        self._token = token

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer all measurements; raises falcon's 401."""
        if self._token and not self._is_shown(req):
            raise falcon.HTTPUnauthorized(challenges=["Bearer"])
        resp.data = self._exposition()
        resp.content_type = CONTENT_TYPE
        resp.set_header("Cache-Control", "no-store")

    def _is_shown(self, req: falcon.Request) -> bool:
        shown = bearer_token(req.get_header("Authorization") or "") or ""
        token = self._token.reveal() if self._token else ""
        return hmac.compare_digest(shown.encode(), token.encode())
