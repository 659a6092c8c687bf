"""What the sender sends: each chunk to its own URL, and the word that ends it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.sender import Granted, Sender, Signed

CONTENT = b"aaaabbbbcc"
CHUNKS = [{"number": 1, "size": 4}, {"number": 2, "size": 4}, {"number": 3, "size": 2}]
UPLOAD = "/api/v1/uploads/it"


class Server(ThreadingHTTPServer):
    """Storage and service in one, that remember what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.came: dict[str, bytes] = {}
        self.grants: list[int] = []
        self.asked_until_there = 2

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Takes what is PUT."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked_until_there -= 1
        self._answer(200, self._upload())

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == f"{UPLOAD}/chunks":
            asked = [it["number"] for it in json.loads(body)["chunks"]]
            self.server.grants.append(len(asked))
            self._answer(200, {"results": [{"url": f"/chunk/{number}"} for number in asked]})
        else:
            self.server.came[self.path] = body
            self._answer(200 if self.path.startswith(UPLOAD) else 201, self._upload())

    def _upload(self) -> object:
        return {"status": {"is_consistent": not self.server.asked_until_there}}

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def test_chunks_go_to_the_urls_that_were_signed_before_and_a_manifest_ends_it(
    server: Server, file: Path
) -> None:
    manifest = {"url": "/manifest", "token": "t", "segments": ["all"]}
    way = Signed(server.address, [[0, 4, "/one"], [4, 4, "/two"], [8, 2, "/three"]], manifest)
    Sender(way, file).run(2)
    assert server.came == {
        "/one": b"aaaa",
        "/two": b"bbbb",
        "/three": b"cc",
        "/manifest": b'["all"]',
    }


def test_chunks_go_where_they_are_granted_and_it_ends_when_the_file_is_there(
    server: Server, file: Path
) -> None:
    digest = {"value": "d", "algorithm": "md5"}
    way = Granted(server.address, server.address, "t", "it", digest, list(CHUNKS), 2)
    took = Sender(way, file).run(3)
    assert server.grants == [2, 1]
    assert server.came.pop(f"{UPLOAD}/complete") == json.dumps({"hash": digest}).encode()
    assert server.came == {"/chunk/1": b"aaaa", "/chunk/2": b"bbbb", "/chunk/3": b"cc"}
    assert server.asked_until_there == 0
    assert took.keys() == {"asking", "finishing"}
