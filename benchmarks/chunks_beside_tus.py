"""Chunks to a local disk, beside the tus server for Node, which hashes nothing.

Each of its chunks is an upload of its own that is begun before, as ours are granted before: so any
number can be sent at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.bench import MIB, Bench, client_of
from benchmarks.chunks import TOTAL, Round, remove_stored, send_round
from benchmarks.findings import Finding
from benchmarks.peers.tus import PATH, TusServer
from benchmarks.processes import cpu_seconds
from benchmarks.ways_in import Contents, Send, by_number, send_pieces
from tests.services.ports import LOOPBACK

_SIZE = 8
_AT_ONCE = (1, 4)

_VERSION = {"Tus-Resumable": "1.0.0"}
_PATCH = {**_VERSION, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


def beside_tus(bench: Bench) -> Iterator[Finding]:
    """Rate and CPU time, for each number at once."""
    with ExitStack() as stack:
        root, stored = bench.memory / "ours", bench.memory / "tus"
        stored.mkdir()
        tus = stack.enter_context(TusServer(bench.folder, stored))
        url = bench.postgres.create_database()
        installation = stack.enter_context(bench.installation(url, LOCAL_ROOT=str(root)))
        client = stack.enter_context(client_of(installation))
        contents, number = Contents.of(_SIZE * MIB), TOTAL // (_SIZE * MIB)
        pid = installation.api.pid

        def pair(at_once: int) -> tuple[Round, Round]:
            theirs = _by_patch(tus.port, contents, number)
            least = send_round(theirs, number, at_once, lambda: cpu_seconds(tus.pid))
            _empty(stored)
            client.close()  # the server has given it up if the round took long
            ours = by_number(client, contents, number)
            own = send_round(ours, number, at_once, lambda: cpu_seconds(pid))
            remove_stored(root)
            return least, own

        for at_once in _AT_ONCE:
            if not bench.is_over:
                pair(at_once)  # Node compiles meanwhile what it needs
                yield from _findings(at_once, [pair(at_once) for _ in range(min(bench.rounds, 5))])


def _findings(at_once: int, pairs: list[tuple[Round, Round]]) -> Iterator[Finding]:
    what = f"chunk of {_SIZE} MiB to local disk, {at_once} at once"
    ratios = [own.rate / theirs.rate for theirs, own in pairs]
    rates = [median(it[which].rate for it in pairs) for which in (1, 0)]
    note = "{:.0f} of {:.0f} MiB/s".format(*rates)
    yield Finding(f"{what}, of the tus server for Node", ratios, note=note)
    costs = [own.cpu / theirs.cpu for theirs, own in pairs]
    note = f"the tus server's is {median(theirs.cpu for theirs, _ in pairs):.1f} s for a GiB"
    yield Finding(f"{what}: CPU with MD5, of the tus server's without", costs, note=note)


def _by_patch(port: int, contents: Contents, number: int) -> Send:
    chunks = contents.chunks(number, "md5")
    paths = _begun(port, contents.size, number)

    def send(n: int) -> None:
        where = (LOOPBACK, port)
        send_pieces(where, "PATCH", paths[n], chunks[n].pieces, _PATCH, HTTPStatus.NO_CONTENT)

    return send


def _begun(port: int, size: int, number: int) -> list[str]:
    """Paths of so many new uploads."""
    connection = HTTPConnection(LOOPBACK, port, timeout=60)
    paths = []
    for _ in range(number):
        connection.request("POST", PATH, headers={**_VERSION, "Upload-Length": str(size)})
        answer = connection.getresponse()
        answer.read()
        paths.append(urlsplit(str(answer.headers["Location"])).path)
    connection.close()
    return paths


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
