"""Single requests to a Swift, and what they cost it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from benchmarks.finishing import BYTE_DIGEST
from benchmarks.finishing_on_swift import Owner
from benchmarks.scale.meter import run_of, run_since
from dds_upload.core.storage.layout import chunk_key
from tests.services.swift import SwiftServer

#: The most names on a page of a listing.
PAGE = 10_000

#: So often a short listing is asked for, since one says little.
_LISTS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request took on average: seconds, and Swift's CPU time in seconds.

    `names` is how many objects were listed.
    """

    seconds: float
    cpu: float
    names: int


class Requests:
    """Requests of the account's owner, over one connection."""

    def __init__(self, swift: SwiftServer) -> None:
        self._path = urlsplit(swift.tenant.storage_url).path
        self._connection = http.client.HTTPConnection(urlsplit(swift.url).netloc, timeout=300)
        self._headers = {"X-Auth-Token": Owner(swift).token}
        self._pids = swift.pids

    def close(self) -> None:
        """Give the connection back; the next request opens another one."""
        self._connection.close()

    def make(self, container: str) -> None:
        """Make a container."""
        self._ask("PUT", container)

    def puts(self, container: str, number: int) -> Asked:
        """As many chunks of a new upload, each of one byte; the last request has them listed."""
        upload = uuid4()
        names = [chunk_key("", upload, n, BYTE_DIGEST).name for n in range(1, number + 1)]

        def send() -> int:
            for name in names:
                self._ask("PUT", f"{container}/{name}", b"x")
            self._ask("HEAD", container)
            return 0

        return self._asked(send, number)

    def lists(self, container: str, below: UUID) -> Asked:
        """What is stored of one upload, as its inspection asks for it; asked several times."""

        def read() -> int:
            return max(self._page(container, prefix=f"{below}/") for _ in range(_LISTS))

        return self._asked(read, _LISTS)

    def pages(self, containers: Sequence[str], after: str = "") -> Asked:
        """A page of each, behind that name, as the audit reads them."""
        return self._asked(lambda: sum(self._page(it, marker=after) for it in containers))

    def _page(self, container: str, **query: str) -> int:
        asked = urlencode({"format": "json", "limit": PAGE, **query})
        return len(json.loads(self._ask("GET", f"{container}?{asked}")))

    def _asked(self, step: Callable[[], int], number: int = 1) -> Asked:
        before, began = run_of(self._pids), time.perf_counter()
        names = step()
        seconds, cpu = time.perf_counter() - began, run_since(before, self._pids)
        return Asked(seconds / number, cpu / number, names)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {**self._headers, "X-Newest": "true"}
        self._connection.request(method, f"{self._path}/{path}", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= http.HTTPStatus.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return content
