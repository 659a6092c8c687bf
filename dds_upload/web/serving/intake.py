"""The received bytes of a request, and whether they are enough to begin. It knows no socket.

A head, and a small body, are collected until they are complete, so a thread that takes the request
never waits for them. This reads only two lengths from the head; gunicorn parses it, and refuses one
that is wrong.
"""

from __future__ import annotations

import re
from enum import Enum

#: A head that is longer is refused; bytes.
HEAD_MAX = 2**16

#: A body up to here is collected; bytes.
BODY_SMALL = 2**18

#: What gunicorn takes of a request line, with its end; what is longer it refuses by itself.
_LINE_MAX = 8192

#: Lines of a head in lower case, each behind the end of the one before it.
_LENGTH, _CHUNKED, _EXPECTS = b"\ncontent-length:", b"\ntransfer-encoding:", b"\nexpect:"
_SIZE = re.compile(rb"[ \t]*([0-9]{1,19})[ \t]*\r")


class Arrived(Enum):
    """How much of a request has arrived."""

    #: Wait for more.
    PART = "part"
    #: All of it, or so much that it can be refused.
    WHOLE = "whole"
    #: The head; the body is to be read while it comes.
    HEAD = "head"
    #: More than a head may have.
    TOO_MUCH = "too much"


class Intake:
    """The bytes of the next request on a connection, and perhaps of some behind it."""

    def __init__(self, data: bytes = b"") -> None:
        """`data` came with the request before."""
        self.data = bytearray(data)
        self._searched = 0
        #: Of the whole request in bytes, once its head is there and it is to be collected.
        self.size: int | None = None
        self._is_stream = False

    def add(self, data: bytes) -> None:
        """These came next."""
        self.data += data

    @property
    def has_head(self) -> bool:
        """Whether the head is there, or has been given up."""
        return self.size is not None or self._is_stream

    def arrived(self, small: int = BODY_SMALL) -> Arrived:
        """How much there is; a body up to `small` bytes is collected."""
        if not self.has_head:
            self._look(small)
        if self._is_stream:
            return Arrived.HEAD
        if self.size is None:
            return Arrived.TOO_MUCH if len(self.data) > HEAD_MAX else Arrived.PART
        return Arrived.WHOLE if len(self.data) >= self.size else Arrived.PART

    def asks_for(self, paths: frozenset[bytes]) -> bool:
        """Whether it is a GET or HEAD of one of these paths, whatever its query."""
        method, _, rest = bytes(self.data[:256]).partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        return method in (b"GET", b"HEAD") and (path.rstrip(b"/") or b"/") in paths

    def _look(self, small: int) -> None:
        end = self.data.find(b"\r\n\r\n", self._searched)
        self._searched = max(len(self.data) - 3, 0)
        if end < 0:
            if self._is_lost():
                self.size = 0
            return
        head = bytes(self.data[: end + 2]).lower()
        at = head.find(_LENGTH)
        length = _SIZE.match(head, at + len(_LENGTH)) if at >= 0 else None
        size = int(length[1]) if length else 0
        if _CHUNKED in head or size > small or (size and _EXPECTS in head):
            self._is_stream = True
        else:
            self.size = end + 4 + size

    def _is_lost(self) -> bool:
        """Whether no end of the head would help: gunicorn refuses it as it stands."""
        line = self.data.find(b"\r\n", 0, _LINE_MAX + 2)
        if line < 0 and len(self.data) > _LINE_MAX:
            return True
        return self.data.count(b"\n") != self.data.count(b"\r\n")
