"""Finds the caller of every request below a prefix, in the protocol's own way."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden
from dds_upload.core.reasons import Reason

#: Finds the caller that sent a request; raises Unauthenticated and Forbidden.
Identify = Callable[[falcon.Request], Caller]


class Authentication:
    """Falcon middleware; a resource with `public = True` needs no caller."""

    def __init__(self, prefix: str, identify: Identify) -> None:
        self._prefix = prefix + "/"
        self._identify = identify

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """Find the caller, for known routes only; raises what `identify` raises."""
        if getattr(resource, "public", False):
            return
        if f"{req.path}/".startswith(self._prefix):
            req.context.caller = self._identify(req)


def caller_of(req: falcon.Request) -> Caller:
    """The caller that `Authentication` found for the request."""
    caller: Caller = req.context.caller
    return caller


def bearer_token(header: str) -> str | None:
    """The token after the scheme `Bearer`, whose name is in any case (RFC 6750, RFC 9110).

    None if the header has another scheme, or no token.
    """
    scheme, _, token = header.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def unlimited(caller: Caller) -> Caller:
    """The caller; raises Forbidden if the token is limited to scopes.

    For protocols that no scope names: a limited token gives no access there.
    """
    if caller.scopes is not None:
        raise Forbidden(reason=Reason.SCOPE_MISSING)
    return caller
