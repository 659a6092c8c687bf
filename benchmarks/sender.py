"""Sends a file to Swift in chunks, some at a time, as fast as they are taken; a process of its own.

    python -m benchmarks.sender PLAN

A plan is a file of JSON: either URLs that were signed before and a manifest for the end, or an
upload of the service, which is asked for grants meanwhile and told at the end that it is complete.
It ends when the file is there, and prints as JSON for how many seconds it asked for URLs, and how
many it took to finish. The kernel brings the bytes from the file to the socket, so that as little
of the time as can be is the sender's own.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of the file and the URL for it, without the host."""

    offset: int
    size: int
    url: str


@dataclass(slots=True)
class Signed:
    """URLs that were signed before, and one request at the end."""

    storage: str
    pieces: list[list[Any]]
    manifest: Json

    def take(self) -> Iterator[Piece]:
        """Each once."""
        yield from (Piece(*it) for it in self.pieces)

    def finish(self) -> None:
        """Have Swift join what was sent."""
        connection = http.client.HTTPConnection(self.storage, timeout=120)
        it = self.manifest
        _call(connection, "PUT", it["url"], it["segments"], {"X-Auth-Token": it["token"]})


@dataclass(slots=True)
class Granted:
    """An upload of the service; as many chunks are granted in a call as are sent at a time."""

    storage: str
    api: str
    token: str
    upload: str
    digest: Json
    chunks: list[Json]
    at_a_time: int
    _api: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._api = http.client.HTTPConnection(self.api, timeout=120)

    def take(self) -> Iterator[Piece]:
        """Each once; whoever comes first waits for the next grants, and the others send."""
        for first in range(0, len(self.chunks), self.at_a_time):
            asked = self.chunks[first : first + self.at_a_time]
            results = self._ask("PUT", "/chunks", {"chunks": asked})["results"]
            for chunk, granted in zip(asked, results, strict=True):
                offset = (chunk["number"] - 1) * self.chunks[0]["size"]
                yield Piece(offset, chunk["size"], granted["url"])

    def finish(self) -> None:
        """Say that it is complete, and wait until the file is there."""
        done = self._ask("PUT", "/complete", {"hash": self.digest})
        while not done["status"]["is_consistent"]:
            time.sleep(0.01)
            done = self._ask("GET", "")

    def _ask(self, method: str, path: str, body: Any = None) -> Json:
        path = f"/api/v1/uploads/{self.upload}{path}"
        sent = {"Authorization": self.token, "Content-Type": "application/json"}
        return dict(json.loads(_call(self._api, method, path, body, sent)))


def _call(
    connection: http.client.HTTPConnection, method: str, url: str, body: Any, headers: Json
) -> bytes:
    connection.request(method, url, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= http.HTTPStatus.MULTIPLE_CHOICES:
        raise SystemExit(f"{method} {url}: {answer.status} {content!r}")
    return content


class Sender:
    """Threads that take chunks from one way, each with a connection and the file."""

    def __init__(self, way: Signed | Granted, file: Path) -> None:
        self._way, self._file = way, file
        self._pieces = way.take()
        self._lock = threading.Lock()
        self._asking = 0.0

    def run(self, at_once: int) -> Json:
        """Send all, and finish; gives what that took."""
        with ThreadPoolExecutor(at_once) as pool:
            deque(pool.map(lambda _: self._send_some(), range(at_once)), maxlen=0)
        began = time.perf_counter()
        self._way.finish()
        return {"asking": self._asking, "finishing": time.perf_counter() - began}

    def _send_some(self) -> None:
        connection = http.client.HTTPConnection(self._way.storage, timeout=120)
        connection.connect()
        with self._file.open("rb") as file:
            while piece := self._next():
                connection.putrequest("PUT", piece.url, skip_accept_encoding=True)
                connection.putheader("Content-Length", str(piece.size))
                connection.endheaders()
                connection.sock.sendfile(file, piece.offset, piece.size)
                answer = connection.getresponse()
                answer.read()
                if answer.status != http.HTTPStatus.CREATED:
                    raise SystemExit(f"a chunk was answered {answer.status}")
        connection.close()

    def _next(self) -> Piece | None:
        with self._lock:
            began = time.perf_counter()
            try:
                return next(self._pieces, None)
            finally:
                self._asking += time.perf_counter() - began


def main() -> None:
    """Read the plan and follow it."""
    plan: Json = json.loads(Path(sys.argv[1]).read_text())
    way = Granted(**plan["granted"]) if "granted" in plan else Signed(**plan["signed"])
    print(json.dumps(Sender(way, Path(plan["file"])).run(plan["at_once"])))


if __name__ == "__main__":
    main()
