"""A request's body as it comes from the kernel, into memory of who reads it.

Gunicorn's own reader passes the received bytes from buffer to buffer, five times for a block of a
chunk, and receives more than it is asked for.
"""

from __future__ import annotations

from typing import Any

from gunicorn.http.body import Body, LengthReader

#: For how many bytes memory is made before they come, at most.
_PIECE = 2**18


class DirectReader:
    """Reads a body of known length; `read` and `length` are those of gunicorn's `LengthReader`."""

    def __init__(self, unreader: Any, length: int) -> None:
        self._unreader = unreader
        self.length = length

    def readinto(self, memory: memoryview) -> int:
        """Fill `memory`, or as much of it as there are bytes; gives how many.

        What was received before comes first.
        """
        memory = memory[: self.length]
        count = self._take_buffered(memory)
        while count < len(memory):
            received = self._unreader.sock.recv_into(memory[count:])
            if not received:
                break
            count += received
        self.length -= count
        return count

    def read(self, size: int) -> bytes:
        """As many bytes, or fewer at the end."""
        pieces = []
        left = min(size, self.length)
        while left:
            piece = bytearray(min(left, _PIECE))
            count = self.readinto(memoryview(piece))
            pieces.append(piece[:count])
            left = left - count if count == len(piece) else 0
        return b"".join(pieces)

    def _take_buffered(self, memory: memoryview) -> int:
        data: bytes = self._unreader.take_buffered()
        taken = data[: len(memory)]
        if len(data) > len(taken):  # the next request may have come with it
            self._unreader.unread(data[len(taken) :])
        memory[: len(taken)] = taken
        return len(taken)


class DirectBody(Body):
    """Has no buffer of its own between its reader and the application."""

    def read(self, size: int | None = None) -> bytes:
        """As gunicorn's, which has a buffer only for those who read lines."""
        if self.buf.tell():
            return bytes(super().read(size))
        return bytes(self._read_reader(self.getsize(size)))

    def readinto(self, memory: memoryview) -> int:
        """Fill `memory`, or as much of it as there are bytes; gives how many, 0 at the end.

        Not for those who read lines as well.
        """
        try:
            return int(self.reader.readinto(memory))
        except Exception:
            self.failed = True
            raise


def read_directly(request: Any) -> None:
    """Have the body of a request read so, if its length is known."""
    if request.body is not None and type(request.body.reader) is LengthReader:
        request.body = DirectBody(DirectReader(request.unreader, request.body.reader.length))
