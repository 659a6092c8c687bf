"""Sends "100 Continue" once the application reads the body, so that a refusal can come before it.

Specification: RFC 9110, section 10.1.1. By itself gunicorn sends it before the application is
called, and a client would send all of a body that is then refused.
"""

from __future__ import annotations

from typing import Any

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def continue_when_read(request: Any) -> None:
    """Put off the 100 that gunicorn would send at once until the body of `request` is read.

    Until then the connection is to close after the answer: a client that was not asked for the
    body may send it all the same, so the server cannot find where its next request begins.
    """
    if request._expected_100_continue:
        request._expected_100_continue = False
        request.body.reader = _ExpectedReader(request)


class _ExpectedReader:
    """Reads the body of a request whose client waits to be asked for it."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._reader = request.body.reader
        self._closes_anyway = request.must_close
        request.must_close = True

    def read(self, size: int) -> bytes:
        """The next bytes. The first call asks the client for the body."""
        self._ask()
        return bytes(self._reader.read(size))

    def readinto(self, memory: memoryview) -> int:
        """The same into memory, where the reader can."""
        self._ask()
        return int(self._reader.readinto(memory))

    def _ask(self) -> None:
        self._request.unreader.sock.sendall(_CONTINUE)
        self._request.must_close = self._closes_anyway
        self._request.body.reader = self._reader
