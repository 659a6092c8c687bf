"""Completion of an upload of many chunks on a local disk, and reading it.

The disk is memory where the machine lets it be, so that the service is measured and not the disk.
"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg2

from benchmarks.bench import Bench, client_of
from benchmarks.client import Client
from benchmarks.findings import Finding, at_most

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
        upload = _sent(client, project)
        began = time.time()
        client.call("PUT", f"/uploads/{upload}/complete", {"hash": _WHOLE})
        finished.append(_consistent_at(url, upload) - began)
        read.append(_read(client, upload))
    what = "complete 1,000 chunks on local disk until consistent"
    yield Finding(what, finished, at_most(0.12), "s")
    yield Finding("read an upload of 1,000 chunks", read, at_most(6), "ms")


def _consistent_at(url: str, upload: str) -> float:
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
_WHOLE = {
    "value": hashlib.md5(_BYTE * _MANY, usedforsecurity=False).hexdigest(),
    "algorithm": "md5",
}


def _sent(client: Client, project: str) -> str:
    upload = client.upload(project, _MANY)
    digest = hashlib.md5(_BYTE, usedforsecurity=False).hexdigest()
    listed = [
        {"number": n, "size": 1, "hash": {"value": digest, "algorithm": "md5"}}
        for n in range(_MANY)
    ]
    answer = client.call("PUT", f"/uploads/{upload}/chunks", {"chunks": listed})
    connection = http.client.HTTPConnection(client.host, client.port, timeout=60)
    for granted in answer["results"]:
        connection.request("PUT", granted["url"], _BYTE)
        connection.getresponse().read()
    connection.close()
    return upload


def _read(client: Client, upload: str) -> float:
    """Milliseconds, the least of some."""
    times = []
    for _ in range(10):
        began = time.perf_counter()
        client.call("GET", f"/uploads/{upload}")
        times.append(time.perf_counter() - began)
    return min(times) * 1e3
