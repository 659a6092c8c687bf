"""Names the caller of every DDS request: the bare token in `Authorization`."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts import Caller


class Authentication:
    """Falcon middleware; a resource with `public = True` is served to anybody."""

    def __init__(self, prefix: str, authenticate: Callable[[str | None], Caller]) -> None:
        self._prefix = prefix
        self._authenticate = authenticate

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """Runs for known routes only; raises Unauthenticated."""
        if req.path.startswith(self._prefix) and not getattr(resource, "public", False):
            req.context.caller = self._authenticate(req.get_header("Authorization"))


def caller_of(req: falcon.Request) -> Caller:
    """Whoever `Authentication` found behind the request."""
    caller: Caller = req.context.caller
    return caller
