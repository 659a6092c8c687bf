"""Gives each request an id, which its answer, its log lines and its events have."""

from __future__ import annotations

import falcon

from dds_upload.core.request_id import REQUEST_ID, request_id_of

#: The header by which proxies and clients name a request, and learn its name.
HEADER = "X-Request-ID"


class RequestIds:
    """Falcon middleware, before all others that log or record."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Take the id that came, or make one."""
        id = request_id_of(req.get_header(HEADER))
        REQUEST_ID.set(id)
        req.context.request_id = id

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Add the id to the answer; the request's log line comes after this, in the same thread."""
        resp.set_header(HEADER, req.context.request_id)
