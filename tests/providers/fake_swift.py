"""A server that answers like a Swift on a bad day; what a good one does is tested on a real one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from dds_upload.core.secret import Secret
from providers.swift.options import SwiftOptions

INFO = {
    "swift": {"max_file_size": 5},
    "slo": {"max_manifest_segments": 7},
    "tempurl": {
        "methods": ["GET", "PUT"],
        "allowed_digests": ["sha256"],
        "incoming_remove_headers": ["x-timestamp", "x-delete-*"],
    },
}


@dataclass
class Answer:
    """What is said to one kind of request."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Script:
    """What the server does: `answers` by method, or by method and path where that is there."""

    url: str
    password: str = "password of the service"
    answers: dict[str, Answer] = field(default_factory=dict)
    info: object = field(default_factory=lambda: dict(INFO))
    #: Tokens it gave out, and those of them it has forgotten.
    tokens: list[str] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    date: str | None = None
    #: Of each body that came in chunks their lengths; the last is 0 where the client ended it.
    chunked: SimpleQueue[list[int]] = field(default_factory=SimpleQueue)

    @property
    def options(self) -> SwiftOptions:
        return SwiftOptions(
            account="AUTH_fake",
            url_root=self.url,
            user="fake:user",
            password=Secret(self.password),
            primary_key=Secret("key one"),
            secondary_key=Secret("key two"),
            timeout=3,
        )


@contextmanager
def fake_swift() -> Iterator[Script]:
    """A server on a port of its own, for as long as the block lasts."""
    script = Script("")

    class Handler(_Handler):
        plan = script

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    plan: Script
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        self._take_body()
        answer = self._answer()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not {"Content-Length", "Transfer-Encoding"} & answer.headers.keys():
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = "Content-Length" in answer.headers

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = do_OPTIONS = handle_any

    def _take_body(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            lengths: list[int] = []
            while (not lengths or lengths[-1]) and (line := self.rfile.readline()):
                lengths.append(int(line, 16))
                self.rfile.read(lengths[-1] + len(b"\r\n"))
            self.plan.chunked.put(lengths)

    def _answer(self) -> Answer:
        plan, path = self.plan, self.path.split("?")[0]
        plan.seen.append(f"{self.command} {path}")
        if path == "/auth/v1.0":
            return self._token()
        if path == "/info" and "GET /info" not in plan.answers:
            return Answer(200, {}, json.dumps(plan.info).encode())
        token = self.headers.get("X-Auth-Token")
        if token in plan.forgotten:
            return Answer(401)
        return plan.answers.get(f"{self.command} {path}") or plan.answers.get(
            self.command, Answer()
        )

    def _token(self) -> Answer:
        plan = self.plan
        if "GET /auth/v1.0" in plan.answers:
            return plan.answers["GET /auth/v1.0"]
        if self.headers.get("X-Auth-Key") != plan.password:
            return Answer(401)
        plan.tokens.append(f"token{len(plan.tokens)}")
        headers = {"X-Auth-Token": plan.tokens[-1], "X-Storage-Url": f"{plan.url}/v1/AUTH_fake"}
        return Answer(200, headers)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.plan.date or super().date_time_string(timestamp)

    def log_message(self, format: str, *args: object) -> None:
        pass
