"""From a client of Pulp to an artifact, beside real pulpcore, which has the same API.

A client sends chunks, commits, asks for the task until it has ended, and reads the artifact.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.bench import MIB, Bench, client_of
from benchmarks.findings import Finding, at_least
from benchmarks.peers.pulpcore import PASSWORD, USERNAME, Pulpcore
from benchmarks.processes import WORKERS, cpu_seconds
from benchmarks.ways_in import PULP, Chunk, Contents, basic, place
from tests.services.folders import open_folder

_SIZE, _NUMBER = 8 * MIB, 32
_TOTAL = _SIZE * _NUMBER

_CONNECTIONS = (1, 4)
_ROUNDS = 3

#: How long a client waits before it asks for its task again; seconds.
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds in all, until all chunks are sent, and of CPU time."""

    seconds: float
    sending: float
    cpu: float


@dataclass(frozen=True, slots=True)
class _Server:
    """One that speaks Pulp's API, and the processes that work for it."""

    address: tuple[str, int]
    headers: dict[str, str]
    pids: Sequence[int]

    def measure(self, contents: Contents, connections: int) -> _Took:
        """One artifact, of bytes that it never had."""
        chunks = contents.chunks(_NUMBER, "sha256")
        digest = hashlib.sha256()
        for chunk in chunks:
            for piece in chunk.pieces:
                digest.update(piece)
        before, began = self._cpu(), time.perf_counter()
        upload = self._send(chunks, connections)
        sending = time.perf_counter() - began
        self._commit(upload, digest.hexdigest())
        return _Took(time.perf_counter() - began, sending, self._cpu() - before)

    def _send(self, chunks: Sequence[Chunk], connections: int) -> str:
        upload: str = self._call("POST", f"{PULP}/uploads/", {"size": _TOTAL})["pulp_href"]

        def send(n: int) -> None:
            place(self.address, self.headers, upload, chunks[n], n * _SIZE, _TOTAL)

        with ThreadPoolExecutor(connections) as pool:
            list(pool.map(send, range(_NUMBER)))
        return upload

    def _commit(self, upload: str, digest: str) -> None:
        task = self._call("POST", f"{upload}commit/", {"sha256": digest})["task"]
        while (state := self._call("GET", task))["state"] in {"waiting", "running"}:
            time.sleep(_PAUSE)
        if state["state"] != "completed":
            raise RuntimeError(f"a commit ended so: {state}")
        self._call("GET", state["created_resources"][0])

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        sent = {**self.headers, "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= http.HTTPStatus.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return json.loads(content)

    def _cpu(self) -> float:
        return sum(map(cpu_seconds, self.pids))


def beside_pulpcore(bench: Bench) -> Iterator[Finding]:
    """Of 256 MiB, in memory where the machine has that, with its cheap hash of passwords."""
    with ExitStack() as stack:
        folder = stack.enter_context(open_folder("bench-pulpcore"))
        pulpcore = stack.enter_context(Pulpcore(folder, bench.memory / "pulpcore", WORKERS))
        theirs = _Server(pulpcore.address, basic(USERNAME, PASSWORD), pulpcore.pids)
        url, root = bench.postgres.create_database(), bench.memory / "artifacts"
        installation = stack.enter_context(bench.installation(url, LOCAL_ROOT=str(root)))
        client = stack.enter_context(client_of(installation))
        pids = [installation.api.pid, installation.worker.pid, bench.postgres.pid]
        own = _Server(client.address, basic(client.user.username, client.user.api_token), pids)
        contents = Contents.of(_SIZE)
        for connections in _CONNECTIONS:
            if not bench.is_over:
                pairs = [
                    (theirs.measure(contents, connections), own.measure(contents, connections))
                    for _ in range(min(bench.rounds, _ROUNDS))
                ]
                yield from _findings(connections, pairs)


def _findings(connections: int, pairs: Sequence[tuple[_Took, _Took]]) -> Iterator[Finding]:
    what = f"Pulp's client to an artifact of {_TOTAL // MIB} MiB, {connections} at once"
    ratios = [theirs.seconds / own.seconds for theirs, own in pairs]
    note = f"{_said([own for _, own in pairs])}; pulpcore: {_said([it for it, _ in pairs])}"
    yield Finding(f"{what}: rate, of pulpcore's", ratios, at_least(3.5), note=note)
    costs = [own.cpu / theirs.cpu for theirs, own in pairs]
    cpu = [median(it[which].cpu for it in pairs) for which in (1, 0)]
    note = "{:.1f} of {:.1f} s".format(*cpu)
    yield Finding(f"{what}: CPU, of pulpcore's", costs, note=note)


def _said(took: Sequence[_Took]) -> str:
    sending = median(it.sending for it in took)
    after = median(it.seconds - it.sending for it in took)
    return f"{sending:.2f} s to send, {after:.2f} s until the artifact is there"
