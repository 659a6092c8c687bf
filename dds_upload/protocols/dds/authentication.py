"""Names the caller of every DDS request: the bare token in `Authorization`.

A token limited to scopes opens nothing here: none of them names what this API does.
"""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts import Caller
from dds_upload.core.errors import Forbidden


class Authentication:
    """Falcon middleware; a resource with `public = True` is served to anybody."""

    def __init__(self, prefix: str, authenticate: Callable[[str | None], Caller]) -> None:
        self._prefix = prefix
        self._authenticate = authenticate

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """Runs for known routes only; raises Unauthenticated, and Forbidden for a limited token."""
        if not req.path.startswith(self._prefix) or getattr(resource, "public", False):
            return
        caller = self._authenticate(req.get_header("Authorization"))
        if caller.scopes is not None:
            raise Forbidden("a token that is limited to scopes may not be used here")
        req.context.caller = caller


def caller_of(req: falcon.Request) -> Caller:
    """Whoever `Authentication` found behind the request."""
    caller: Caller = req.context.caller
    return caller
