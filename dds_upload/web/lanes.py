"""Enforces the lanes that the server gave to requests: how many may stream at once, and for whom.

Without a server that gives lanes, as in tests of single resources, every request may.
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
    """Falcon middleware; it comes after the middleware that finds callers."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Refuse a body that no thread is free for; raises ServiceBusy."""
        lane = _lane_of(req)
        if lane is not None and lane.is_refused:
            raise ServiceBusy("too many streams")

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: object
    ) -> None:
        """Attribute a stream to its caller; raises ServiceBusy if the caller has too many.

        All requests without a caller count as one caller, so that they leave some streams to
        others.
        """
        caller: Caller | None = getattr(req.context, "caller", None)
        attribute(req, _ANYBODY if caller is None else str(caller.user.id))

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Make a long answer a stream; raises ServiceBusy if there are too many."""
        lane, stream = _lane_of(req), resp.stream
        if lane is None or stream is None or lane.is_stream or req.method == "HEAD":
            return
        length = resp.content_length
        if (length is None or int(length) > LONG) and not lane.become_stream():
            _withdraw(resp, stream)
            raise ServiceBusy("too many streams")


def attribute(req: falcon.Request, caller: str) -> None:
    """Attribute a stream to this caller; raises ServiceBusy if the caller has too many."""
    lane = _lane_of(req)
    if lane is not None and not lane.belongs_to(caller):
        raise ServiceBusy("too many streams of one caller")


def _lane_of(req: falcon.Request) -> Lane | None:
    lane: Lane | None = req.env.get(LANE)
    return lane


def _withdraw(resp: falcon.Response, stream: Any) -> None:
    """Remove the answer that was ready: its bytes and its headers."""
    if hasattr(stream, "close"):
        stream.close()
    resp.stream = None
    for name in list(resp.headers):
        resp.delete_header(name)
