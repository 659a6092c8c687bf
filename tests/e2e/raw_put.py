"""A PUT to a signed URL by hand, for clients that stop in the middle or send before they listen."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from tests.e2e.caller import Json


def begin_put(
    signed: Json, length: int, begin: bytes = b"", *, method: str = "PUT", more: str = ""
) -> socket.socket:
    """Announce `length` bytes and send only the first of them; the caller closes the socket.

    `more` are further lines of the head, each with its line end.
    """
    url = urlsplit(signed["host"] + signed["url"])
    connection = socket.create_connection((url.hostname, url.port), timeout=30)
    head = f"{method} {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n{more}"
    connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + begin)
    return connection


def put_all_then_listen(signed: Json, data: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to a client that does not look before all is sent."""
    url = urlsplit(signed["host"] + signed["url"])
    connection = HTTPConnection(str(url.hostname), url.port, timeout=30)
    try:
        connection.request("PUT", f"{url.path}?{url.query}", body=data)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
