"""Names the caller of every Sentry request: `Authorization: Bearer <token>` (RFC 6750)."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts import Caller


class Authentication:
    """Falcon middleware; what scopes a token needs is each resource's own matter."""

    def __init__(self, prefix: str, authenticate: Callable[[str | None], Caller]) -> None:
        self._prefix = prefix + "/"
        self._authenticate = authenticate

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """Runs for known routes only; raises Unauthenticated."""
        if req.path.startswith(self._prefix):
            req.context.caller = self._authenticate(_token(req.get_header("Authorization")))


def caller_of(req: falcon.Request) -> Caller:
    """Whoever `Authentication` found behind the request."""
    caller: Caller = req.context.caller
    return caller


def _token(header: str | None) -> str | None:
    """The token; None where there is none of this scheme, whose name is in any case."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
