"""An answer as gunicorn sends it, but a short one at once, head and body together."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.http.wsgi import Response
from gunicorn.util import http_date

from dds_upload.web.serving.connection import unread

#: A longer body is not copied to stand behind its head; bytes.
_TOGETHER_MAX = 2**16

#: How much of a body that the application did not want is read before the next request; bytes. A
#: connection with more of it ends after the answer.
_UNREAD_MAX = 2**16


class Answer(Response):
    """gunicorn's, which checks what is answered, and frames it."""

    headers_sent: bool

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Any:
        """As gunicorn's, for the application."""
        if unread(self.req) > _UNREAD_MAX:
            self.force_close()
        return super().start_response(status, headers, exc_info)

    def write(self, arg: bytes) -> None:
        """The next bytes of the body; all of it goes with the head."""
        is_all = len(arg) == self.response_length and not (self.headers_sent or self._omits_body)
        if is_all and len(arg) <= _TOGETHER_MAX:
            self.headers_sent = True
            self.sent = len(arg)
            self.sock.sendall(self._head() + arg)
        else:
            super().write(arg)

    def _head(self) -> bytes:
        lines = self.default_headers()
        lines += [f"{name}: {value}\r\n" for name, value in self.headers]
        return ("".join(lines) + "\r\n").encode("latin-1")

    def default_headers(self) -> list[str]:
        """What each answer begins with."""
        major, minor = self.req.version
        connection = "close" if self.should_close() else "keep-alive"
        lines = [
            f"HTTP/{major}.{minor} {self.status}\r\n",
            f"Server: {self.version}\r\n",
            f"Date: {_DATE.now()}\r\n",
            f"Connection: {connection}\r\n",
        ]
        if self.chunked:
            lines.append("Transfer-Encoding: chunked\r\n")
        return lines


class _Date:
    """The time as heads say it, which is the same for a second."""

    def __init__(self) -> None:
        self._said: tuple[int, str] = (0, "")

    def now(self) -> str:
        second, said = self._said
        current = int(time.time())
        if second != current:
            said = str(http_date(current))
            self._said = current, said
        return said


_DATE = _Date()
