"""Granting a chunk beside Uppy Companion's signing of a part, which stores nothing.

Companion runs as its package has it, which is one process; so CPU time is compared as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

from benchmarks.bench import Bench, client_of
from benchmarks.findings import Finding, at_least
from benchmarks.peers.companion import Companion
from benchmarks.processes import request
from benchmarks.targets import MANY, Chunks, Target, begin_uploads, middle, rounds_of

#: So many requests make Node compile what they need; without them it would be measured slower.
_WARMING = 1500


def beside_companion(bench: Bench) -> Iterator[Finding]:
    """At as many connections as grants are measured at."""
    with ExitStack() as stack:
        companion = stack.enter_context(Companion(bench.folder))
        installation = stack.enter_context(bench.installation(bench.postgres.create_database()))
        client = stack.enter_context(client_of(installation))
        parts = _Parts(companion.session())
        signer = Target("Companion", companion.port, companion.pid, parts.single, 0, processes=1)
        chunks = Chunks(begin_uploads(client), "/api/v1", client.token).single
        service = Target(
            "the service", client.port, installation.api.pid, chunks, bench.postgres.pid
        )
        signer.sample(MANY, 60, _WARMING)
        pairs = rounds_of(bench, signer, service, MANY)
    rates = [(theirs.measured.rate, own.measured.rate) for theirs, own in pairs]
    yield Finding(
        "grant on PostgreSQL: rate, of Companion's signing",
        [own / theirs for theirs, own in rates],
        at_least(2.5),
        note=f"{middle(it[1] for it in rates):.0f} of {middle(it[0] for it in rates):.0f} a second",
    )
    yield Finding(
        "grant on PostgreSQL: CPU with PostgreSQL's, of Companion's for signing",
        [own.cpu / theirs.cpu for theirs, own in pairs],
        note=f"{middle(theirs.cpu for theirs, _ in pairs) * 1e3:.2f} ms are Companion's",
    )


class _Parts:
    """Requests for signed URLs of parts, each another one of an upload."""

    def __init__(self, cookie: str) -> None:
        self._cookie = cookie
        self._next = count()

    def single(self, number: int) -> list[str]:
        """So many; parts have numbers from 1 to 10,000."""
        return [self._request(next(self._next)) for _ in range(number)]

    def _request(self, n: int) -> str:
        path = f"/s3/multipart/upload-{n // 10_000}/{n % 10_000 + 1}?key=bench.dat"
        return request("GET", path, headers={"Cookie": self._cookie})
