"""Completion on Swift until the file is there, beside the bare request that joins its segments."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.bench import Bench, client_of
from benchmarks.client import Client
from benchmarks.findings import Finding, Mark, at_most
from benchmarks.finishing import BYTE_DIGEST, bytes_of, consistent_at, send_bytes, whole
from tests.house.setting import SECRET, swift_environ
from tests.services.folders import open_folder
from tests.services.swift import SwiftServer

#: How many chunks; what completion may take longer than the bare request; and how often at most.
_ROWS: Sequence[tuple[int, Mark, int]] = (
    (10, at_most(0.06), 5),
    (100, at_most(0.15), 4),
    (1000, at_most(1.10), 2),
)

#: From here on the bare request itself takes so long that a ratio says more than a difference.
_RATIO_FROM = 1000


def on_swift(bench: Bench) -> Iterator[Finding]:
    """Of 10, 100 and 1,000 small chunks."""
    with ExitStack() as stack:
        swift = stack.enter_context(SwiftServer(stack.enter_context(open_folder("bench-swift"))))
        url = bench.postgres.create_database()
        installation = stack.enter_context(bench.installation(url, **swift_settings(swift)))
        installation.succeed("providers", "configure")
        client = stack.enter_context(client_of(installation))
        project, bare = client.ready_project(), Owner(swift)
        for number, mark, most in _ROWS:
            if not bench.is_over:
                pairs = [
                    _pair(client, bare, project, url, number)
                    for _ in range(min(bench.rounds, most))
                ]
                yield _finding(number, mark, pairs)


def _finding(number: int, mark: Mark, pairs: Sequence[tuple[float, float]]) -> Finding:
    what = f"complete {number:,} chunks on Swift until consistent, beside the bare manifest"
    note = f"{median(own for _, own in pairs):.3f} s"
    if number >= _RATIO_FROM:
        return Finding(what, [own / least for least, own in pairs], mark, note=note)
    return Finding(what, [own - least for least, own in pairs], mark, "s more", note=note)


def swift_settings(swift: SwiftServer) -> dict[str, str]:
    """Of an installation that has its bytes there."""
    return {
        "SECRET_KEY_BASE": SECRET,
        "STORAGE_PROVIDER_TYPE": "swift",
        "SWIFT_CHUNK_MAX_NUMBER": str(_RATIO_FROM),
        **swift_environ(swift),
    }


def _pair(client: Client, bare: Owner, project: str, url: str, number: int) -> tuple[float, float]:
    """Seconds of the bare request, and of the service from completion until the file is there."""
    upload = client.upload(project, number)
    grants = client.call("PUT", f"/uploads/{upload}/chunks", bytes_of(number))["results"]
    send_bytes(urlsplit(grants[0]["host"]).netloc, grants)
    least = bare.join([urlsplit(granted["url"]).path for granted in grants])
    began = time.time()
    client.call("PUT", f"/uploads/{upload}/complete", {"hash": whole(number)})
    return least, consistent_at(url, upload) - began


class Owner:
    """The owner of the account, who may write as they like: joins segments with one request."""

    def __init__(self, swift: SwiftServer) -> None:
        self._address = urlsplit(swift.url).netloc
        headers = {"X-Auth-User": swift.tenant.user, "X-Auth-Key": swift.tenant.password}
        answer = self._request("GET", urlsplit(swift.auth_url).path, "", headers)
        self.token = str(answer.headers["X-Auth-Token"])

    def join(self, paths: Sequence[str]) -> float:
        """Seconds that a manifest of these objects takes."""
        _, version, account, container, _ = paths[0].split("/", 4)
        segments = [
            {"path": "/" + path.split("/", 3)[3], "etag": BYTE_DIGEST.value, "size_bytes": 1}
            for path in paths
        ]
        target = f"/{version}/{account}/{container}/bare?multipart-manifest=put"
        body = json.dumps(segments)
        began = time.perf_counter()
        self._request("PUT", target, body, {"X-Auth-Token": self.token})
        return time.perf_counter() - began

    def _request(self, method: str, path: str, body: str, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= http.HTTPStatus.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return answer
