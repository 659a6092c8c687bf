"""A proxy between the client and the service that counts, and on wish does what networks do.

The service makes its URLs of the host that it was asked by, so storage is reached through here.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from urllib.parse import urlsplit

from tests.client.actions import (
    Action,
    Answer,
    Closed,
    Cut,
    Drip,
    Lost,
    Request,
    Rule,
    Silent,
    Slow,
)
from tests.services.ports import LOOPBACK

BLOCK = 2**16


@dataclass(slots=True)
class Mischief:
    """A running proxy: `rule` decides of each request; `seen` has all requests and statuses."""

    url: str
    rule: Rule = field(default=lambda request: None)
    seen: list[tuple[Request, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def calls(self, method: str, pattern: str) -> int:
        """How many requests of a method had a path like this."""
        return sum(
            request.method == method and bool(re.search(pattern, request.path))
            for request, _ in self.seen
        )

    def stored(self) -> Counter[str]:
        """How often storage acknowledged each object."""
        return Counter(
            request.path
            for request, status in self.seen
            if request.to_storage and request.method == "PUT" and status == 201
        )

    def began_at_storage(self) -> bool:
        """Whether any bytes are on their way, or were."""
        with self.lock:
            return any(not path.startswith("/api/") for _, path in self.numbers)

    def attempts(self, chunk: int) -> int:
        """How many requests to store chunks of this number have begun."""
        with self.lock:
            asked = [Request(*known, count) for known, count in self.numbers.items()]
        return sum(it.number for it in asked if it.method == "PUT" and it.chunk == chunk)

    def forget(self) -> None:
        """Do nothing from now on but pass on and count, and count from nothing."""
        with self.lock:
            self.rule = lambda request: None
            self.seen.clear()
            self.numbers.clear()

    def request(self, method: str, path: str) -> Request:
        """Count one."""
        bare = urlsplit(path).path
        with self.lock:
            self.numbers[method, bare] += 1
            return Request(method, bare, self.numbers[method, bare])

    def saw(self, request: Request, status: int) -> None:
        """Remember how one ended; 0 where it was cut off."""
        with self.lock:
            self.seen.append((request, status))


@contextmanager
def between(*service_urls: str) -> Iterator[Mischief]:
    """A proxy in front of a service, for as long as the `with` lasts.

    Of several hosts of one service, each takes the next request.
    """
    upstreams = [urlsplit(url) for url in service_urls]

    class Handler(_Handler):
        targets = cycle([(str(it.hostname), int(it.port or 0)) for it in upstreams])

    server = _Server((LOOPBACK, 0), Handler)
    mischief = Mischief(f"http://{LOOPBACK}:{server.server_address[1]}")
    Handler.mischief = mischief
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield mischief
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that are killed break their connections: that is what they are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mischief: Mischief
    targets: Iterator[tuple[str, int]]

    def handle_one_request(self) -> None:
        with suppress(ConnectionError):
            super().handle_one_request()

    def _serve(self) -> None:
        request = self.mischief.request(self.command, self.path)
        action = self.mischief.rule(request)
        length = int(self.headers.get("Content-Length") or 0)
        if isinstance(action, Answer):
            self._drain(length)
            self._own(request, action)
        elif isinstance(action, Closed):
            self.mischief.saw(request, 0)
            self.close_connection = True
        elif isinstance(action, Silent):
            self.mischief.saw(request, 0)
            time.sleep(action.seconds)
            self._break()
        else:
            self._forward(request, action, length)

    def _forward(self, request: Request, action: Action | None, length: int) -> None:
        upstream = HTTPConnection(*next(self.targets), timeout=60)
        status = 0
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            self._pass_body(upstream, action, length)
            answer = upstream.getresponse()
            body = answer.read()
            if isinstance(action, Lost):
                raise ConnectionError
            if isinstance(action, Drip):
                self._drip(answer.status, action.seconds)
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.end_headers()
            received = action.received if isinstance(action, Cut) else None
            if received is not None and received < len(body):
                self.wfile.write(body[:received])
                self.close_connection = True  # with an end: a reset would take back what was sent
                return
            self.wfile.write(body if self.command != "HEAD" else b"")
            status = answer.status
        except (OSError, HTTPException):
            self._break()
        finally:
            self.mischief.saw(request, status)
            upstream.close()

    def _drip(self, status: int, seconds: float) -> None:
        """Begin to answer, byte for byte, and never come to an end of it."""
        end = time.monotonic() + seconds
        for byte in b"HTTP/1.1 %d Dripping\r\n" % status + b"X-Padding: " + bytes(2**16):
            if time.monotonic() > end:
                break
            self.connection.sendall(bytes([byte or 0x78]))
            time.sleep(1)
        raise ConnectionError

    def _pass_body(self, upstream: HTTPConnection, action: object, length: int) -> None:
        passed = 0
        while passed < length:
            if isinstance(action, Cut) and action.sent is not None and passed >= action.sent:
                raise ConnectionError
            size = min(BLOCK, length - passed)
            if isinstance(action, Slow):
                size = min(size, max(1, action.speed // 10))
                time.sleep(0.1)
            block = self.rfile.read(size)
            if not block:
                raise ConnectionError
            upstream.send(block)
            passed += len(block)

    def _drain(self, length: int) -> None:
        while length > 0 and (block := self.rfile.read(min(BLOCK, length))):
            length -= len(block)

    def _own(self, request: Request, answer: Answer) -> None:
        self.mischief.saw(request, answer.status)
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _break(self) -> None:
        """As a network does: with a reset, not with an end."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = _serve

    def log_message(self, format: str, *args: object) -> None:
        """The tests ask `seen`."""
