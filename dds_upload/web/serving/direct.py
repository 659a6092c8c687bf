"""A stream's body as it comes from the kernel: joined once, and copied no more.

Gunicorn's own reader passes the received bytes from buffer to buffer, five times for a block of a
chunk, and receives more than it is asked for.
"""

from __future__ import annotations

from typing import Any

from gunicorn.http.body import Body, LengthReader

#: What is received by one call, at most; bytes.
_PIECE = 2**18


class DirectReader:
    """Reads a body of known length; with the names of gunicorn's `LengthReader`."""

    def __init__(self, unreader: Any, length: int) -> None:
        self._unreader = unreader
        self.length = length

    def read(self, size: int) -> bytes:
        """As many bytes, or fewer at the end; what was received before comes first."""
        left = size = min(size, self.length)
        pieces = []
        while left:
            piece = self._take_buffered(left) or self._unreader.sock.recv(min(left, _PIECE))
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        self.length -= size
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _take_buffered(self, size: int) -> bytes:
        data: bytes = self._unreader.take_buffered()
        if len(data) > size:  # the next request may have come with it
            self._unreader.unread(data[size:])
        return data[:size]


class DirectBody(Body):
    """Has no buffer of its own between its reader and the application."""

    def read(self, size: int | None = None) -> bytes:
        """As gunicorn's, which has a buffer only for those who read lines."""
        if self.buf.tell():
            return bytes(super().read(size))
        return bytes(self._read_reader(self.getsize(size)))


def read_directly(request: Any) -> None:
    """Have the body of a request read so, if its length is known."""
    if request.body is not None and type(request.body.reader) is LengthReader:
        request.body = DirectBody(DirectReader(request.unreader, request.body.reader.length))
