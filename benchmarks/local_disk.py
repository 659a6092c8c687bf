"""Chunks through the service to a local disk, beside copying and hashing; completion and reading.

The disk is memory where the machine lets it be, so that the service is measured and not the disk.
"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2

from benchmarks.bench import MIB, Bench, client_of
from benchmarks.client import Client
from benchmarks.findings import Finding, Mark, at_least, at_most

#: As much is sent in a round, in chunks of some size by some at once.
_TOTAL = 256 * MIB
_BLOCK = MIB

#: Chunks of an upload that is completed and read as a whole.
_MANY = 1000

_CHUNKS: Sequence[tuple[int, int, Mark]] = (
    (8, 1, at_least(0.80)),
    (8, 4, at_least(0.72)),
    (64, 1, at_least(1.1)),
    (64, 4, at_least(0.72)),
)


def on_local_disk(bench: Bench) -> Iterator[Finding]:
    """Bytes, then what comes of an upload of many chunks."""
    with ExitStack() as stack:
        url = bench.postgres.create_database()
        root = str(bench.memory / "storage")
        installation = stack.enter_context(bench.installation(url, LOCAL_ROOT=root))
        client = stack.enter_context(client_of(installation))
        project = client.ready_project()
        yield from _finishing(bench, client, project, url)
        for size, at_once, mark in _CHUNKS:
            if not bench.is_over:
                yield _sending(bench, client, project, size * MIB, at_once, mark)


def _sending(
    bench: Bench, client: Client, project: str, size: int, at_once: int, mark: Mark
) -> Finding:
    data = bytes(range(256)) * (size // 256)
    values, rates = [], []
    for _ in range(min(bench.rounds, 5)):
        floor = _rate(lambda n: _copy(bench.memory, n, data), size, at_once)
        upload = client.upload(project, _TOTAL)
        own = _rate(_sender(client, upload, data), size, at_once)
        values.append(own / floor)
        rates.append(own)
    return Finding(
        f"chunk of {size // MIB} MiB to local disk, {at_once} at once, of copy + md5",
        values,
        mark,
        note=f"{median(rates):.0f} MiB/s",
    )


def _rate(send: Callable[[int], object], size: int, at_once: int) -> float:
    """In MiB a second."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(send, range(_TOTAL // size)))
    return _TOTAL / MIB / (time.perf_counter() - began)


def _copy(folder: Path, number: int, data: bytes) -> None:
    """What nobody can do without: the bytes are written, and hashed."""
    path, digest = folder / f"copy-{number}", hashlib.md5(usedforsecurity=False)
    view = memoryview(data)
    with path.open("wb") as file:
        for start in range(0, len(data), _BLOCK):
            digest.update(view[start : start + _BLOCK])
            file.write(view[start : start + _BLOCK])
    path.unlink()


def _sender(client: Client, upload: str, data: bytes) -> Callable[[int], None]:
    """Sends the chunk of a number; what is granted was asked for before."""
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    grants = [_announce(client, upload, n, len(data), digest) for n in range(_TOTAL // len(data))]

    def send(number: int) -> None:
        connection = http.client.HTTPConnection(client.host, client.port, timeout=60)
        connection.request("PUT", grants[number]["url"], data)
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.CREATED:
            raise RuntimeError(f"a chunk was answered {answer.status} {answer.read()!r}")
        connection.close()

    return send


def _announce(client: Client, upload: str, number: int, size: int, digest: str) -> Any:
    body = {"number": number, "size": size, "hash": {"value": digest, "algorithm": "md5"}}
    return client.call("PUT", f"/uploads/{upload}/chunks", body)


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
