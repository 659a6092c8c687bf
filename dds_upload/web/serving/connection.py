"""One connection of a server process, and what is still to be read of a request on it."""

from __future__ import annotations

from enum import Enum
from math import inf
from typing import Any

from gunicorn import http

from dds_upload.web.serving.channel import Channel
from dds_upload.web.serving.intake import Intake
from dds_upload.web.serving.lanes import Lane


class Waits(Enum):
    """What a connection in the loop waits for."""

    REQUEST = "the next request"
    REST = "the rest of a request"
    SENDING = "the kernel to take the answer"
    END = "its client to close it"


class Connection:
    """One connection, with the names that gunicorn gives to what it uses of it."""

    def __init__(self, channel: Channel, cfg: Any, client: Any, server: Any) -> None:
        self.sock = channel
        self.client = client
        self.server = server
        self.parser = http.get_parser(cfg, channel, client)
        self.intake = Intake()
        self.lane: Lane | None = None
        self.waits = Waits.REQUEST
        self.deadline = 0.0
        #: The events that the loop is told of; 0: of none.
        self.watched = 0
        self.is_kept = False
        self.is_broken = False
        self.is_short = False
        self.collects = 0

    @property
    def is_quiet(self) -> bool:
        """After an answer: whether nothing is to be done until its client sends something."""
        rest = self.sock.backlog or self.intake.data
        return self.is_kept and self.watched != 0 and not rest


def unread(request: Any) -> float:
    """How much of a request's body is still to be read, in bytes; of unknown length infinitely."""
    if request is None or request.body is None:
        return 0
    reader = request.body.reader
    if getattr(reader, "parser", True) is None:
        return 0  # of chunks, the last of which has come
    return float(getattr(reader, "length", inf))
