"""Completion of an upload of many chunks on a local disk, and reading it.

The disk is memory where the machine lets it be, so that the service is measured and not the disk.
"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any

import psycopg2

from benchmarks.bench import Bench, client_of
from benchmarks.client import Client
from benchmarks.findings import Finding, at_most
from dds_upload.core.storage.digest import Digest

#: Chunks of an upload that is completed and read as a whole.
_MANY = 1000


def on_local_disk(bench: Bench) -> Iterator[Finding]:
    """Of an upload of many small chunks."""
    with ExitStack() as stack:
        url = bench.postgres.create_database()
        root = str(bench.memory / "storage")
        installation = stack.enter_context(bench.installation(url, LOCAL_ROOT=root))
        client = stack.enter_context(client_of(installation))
        project = client.ready_project()
        yield from _finishing(bench, client, project, url)


def _finishing(bench: Bench, client: Client, project: str, url: str) -> Iterator[Finding]:
    """From completion until the file is there, and how long it takes to read the upload."""
    finished, read = [], []
    for _ in range(min(bench.rounds, 4)):
        upload = client.upload(project, _MANY)
        granted = client.call("PUT", f"/uploads/{upload}/chunks", bytes_of(_MANY))
        send_bytes(f"{client.host}:{client.port}", granted["results"])
        began = time.time()
        client.call("PUT", f"/uploads/{upload}/complete", {"hash": whole(_MANY)})
        finished.append(consistent_at(url, upload) - began)
        read.append(_read(client, upload))
    what = "complete 1,000 chunks on local disk until consistent"
    yield Finding(what, finished, at_most(0.12), "s")
    yield Finding("read an upload of 1,000 chunks", read, at_most(6), "ms")


def consistent_at(url: str, upload: str) -> float:
    """When that was, by the service's own clock; asked of the database, which costs it nothing."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        while True:
            cursor.execute("SELECT consistent_at, error_code FROM uploads WHERE id = %s", (upload,))
            (moment, code), *_ = cursor.fetchall()
            if code:
                raise RuntimeError(f"an upload failed: {code}")
            if moment:
                return float(moment) / 1e6
            time.sleep(0.005)


_BYTE = b"x"
BYTE_DIGEST = Digest("md5", hashlib.md5(_BYTE, usedforsecurity=False).hexdigest())


def whole(number: int) -> dict[str, str]:
    """The digest of a file of so many chunks, each of the same byte."""
    digest = hashlib.md5(_BYTE * number, usedforsecurity=False)
    return {"value": digest.hexdigest(), "algorithm": "md5"}


def bytes_of(number: int) -> dict[str, Any]:
    """What announces so many chunks of one byte."""
    digest = {"value": BYTE_DIGEST.value, "algorithm": BYTE_DIGEST.algorithm}
    return {"chunks": [{"number": n, "size": 1, "hash": digest} for n in range(number)]}


def send_bytes(address: str, grants: Sequence[Any]) -> None:
    """Send them there."""
    connection = http.client.HTTPConnection(address, timeout=60)
    for granted in grants:
        connection.request("PUT", granted["url"], _BYTE)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.CREATED:
            raise RuntimeError(f"a chunk was answered {answer.status}")
    connection.close()


def _read(client: Client, upload: str) -> float:
    """Milliseconds, the least of some."""
    times = []
    for _ in range(10):
        began = time.perf_counter()
        client.call("GET", f"/uploads/{upload}")
        times.append(time.perf_counter() - began)
    return min(times) * 1e3
