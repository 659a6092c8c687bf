"""Work around every request: one spelling of its path, and CORS."""

from __future__ import annotations

import re
from collections.abc import Sequence

import falcon

_SLASHES = re.compile("/{2,}")
_METHODS = "GET, POST, DELETE, PUT, OPTIONS, HEAD"

#: The seconds for which a browser may cache a preflight. Otherwise a page that sends a file in
#: chunks would ask before each of them; browsers of the Chromium family accept at most two hours.
#: The original Duke Data Service says 0; this is a difference on purpose.
_MAX_AGE = "7200"


class OneSlash:
    """Collapses `//` outside storage, whose paths are signed as they stand; never redirects."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Rewrite the path before it is routed."""
        path = req.path  # less one slash at its end, which Falcon took
        if ("//" in path or path.endswith("/")) and not path.startswith("/storage/"):
            req.path = _SLASHES.sub("/", path).rstrip("/") or "/"


class Cors:
    """Cross-origin resource sharing for API and storage alike (WHATWG Fetch, section 3.2)."""

    def __init__(self, origins: Sequence[str], exposed: Sequence[str]) -> None:
        self._any = "*" in origins
        self._origins = frozenset(origins)
        self._exposed = ", ".join(exposed)

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a preflight at once: it has no credentials and must not need any."""
        if req.method != "OPTIONS" or not req.get_header("Access-Control-Request-Method"):
            return
        origin = req.get_header("Origin")
        resp.complete = True
        resp.status = falcon.HTTP_200
        if origin and self._allows(origin):
            asked = req.get_header("Access-Control-Request-Headers")
            resp.set_header("Access-Control-Allow-Methods", _METHODS)
            resp.set_header("Access-Control-Max-Age", _MAX_AGE)
            if asked:
                resp.set_header("Access-Control-Allow-Headers", asked)

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Errors get the headers, too: a page must be able to read the reason."""
        origin = req.get_header("Origin")
        resp.append_header("Vary", "Origin")
        if origin and self._allows(origin):
            resp.set_header("Access-Control-Allow-Origin", "*" if self._any else origin)
            resp.set_header("Access-Control-Expose-Headers", self._exposed)

    def _allows(self, origin: str) -> bool:
        return self._any or origin in self._origins
