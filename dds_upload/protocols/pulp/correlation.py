"""`Correlation-ID`: what a client calls a request comes back with it, and stays with its task."""

from __future__ import annotations

import re
from uuid import uuid4

import falcon

HEADER = "Correlation-ID"

#: Anything else is no name, and could break an answer's headers.
_NAME = re.compile(r"[\x21-\x7e]{1,255}")


class Correlation:
    """Falcon middleware. An id of our own is never sent: clients refuse one they did not choose."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Errors get it too."""
        given = _given(req)
        if given is not None and req.path.startswith(self._prefix):
            resp.set_header(HEADER, given)


def correlation_id(req: falcon.Request) -> str:
    """What the request is called; a new name where its client has none for it."""
    return _given(req) or uuid4().hex


def _given(req: falcon.Request) -> str | None:
    value = req.get_header(HEADER)
    return value if value and _NAME.fullmatch(value) else None
