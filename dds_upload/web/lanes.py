"""Holds requests to the lanes that the server gave them: how many may stream at once, and for whom.

Without a server that gives lanes, as in tests of single resources, everybody may.
"""

from __future__ import annotations

from typing import Any

import falcon

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import ServiceBusy
from dds_upload.web.serving.lanes import LANE, Lane

#: A longer answer moves as fast as its client reads it; bytes. The kernel takes a shorter one.
LONG = 2**17

_ANYBODY = "anybody"


class Lanes:
    """Falcon middleware; it stands behind what finds callers."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Refuse a body that nobody has a thread for; raises ServiceBusy."""
        lane = _lane_of(req)
        if lane is not None and lane.is_refused:
            raise ServiceBusy("too many streams")

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """A stream is its caller's; raises ServiceBusy for one that has too many.

        All who need not say who they are count as one, so that they leave some to the others.
        """
        caller: Caller | None = getattr(req.context, "caller", None)
        attribute(req, _ANYBODY if caller is None else str(caller.user.id))

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """A long answer becomes a stream; raises ServiceBusy where there are too many."""
        lane, stream = _lane_of(req), resp.stream
        if lane is None or stream is None or lane.is_stream or req.method == "HEAD":
            return
        length = resp.content_length
        if (length is None or int(length) > LONG) and not lane.become_stream():
            _withdraw(resp, stream)
            raise ServiceBusy("too many streams")


def attribute(req: falcon.Request, caller: str) -> None:
    """A stream is this caller's; raises ServiceBusy for one that has too many."""
    lane = _lane_of(req)
    if lane is not None and not lane.belongs_to(caller):
        raise ServiceBusy("too many streams of one caller")


def _lane_of(req: falcon.Request) -> Lane | None:
    lane: Lane | None = req.env.get(LANE)
    return lane


def _withdraw(resp: falcon.Response, stream: Any) -> None:
    """Nothing of the answer that was ready is told: neither its bytes nor what they are."""
    if hasattr(stream, "close"):
        stream.close()
    resp.stream = None
    for name in list(resp.headers):
        resp.delete_header(name)
