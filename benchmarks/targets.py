"""What requests for chunks are sent to, what they say, and what one run of them comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from statistics import median

from benchmarks.bench import CHUNKS_MAX, MIB, Bench, in_turn
from benchmarks.client import Client
from benchmarks.processes import WORKERS, Measured, Plan, cpu_seconds, measure, request

#: As many uploads are under way at once.
UPLOADS = 64

#: As many connections send; and how many requests a second none of them exceeds.
MANY, ONE = 16, 1
_RATE_MAX = {MANY: 6000, ONE: 3000}

#: How many chunks a call announces that announces many.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of the generator, with the CPU time of server and database; seconds an answer."""

    measured: Measured
    server: float
    database: float

    @property
    def cpu(self) -> float:
        """Of both."""
        return self.server + self.database

    @property
    def p50(self) -> float:
        """Half are answered within."""
        return self.measured.quantile(0.5)

    @property
    def tail(self) -> float:
        """How much longer the slowest in a hundred take."""
        return self.measured.quantile(0.99) / self.p50


class Target:
    """What is sent to, and what its CPU time is counted of."""

    def __init__(
        self,
        name: str,
        port: int,
        pid: int,
        requests: Callable[[int], list[str]],
        database: int,
        processes: int = WORKERS,
    ) -> None:
        """`pid` is the server, whose so many `processes` take connections; 0 is no database."""
        self.name, self.requests = name, requests
        self._port, self._pid, self._database = port, pid, database
        self._processes = processes

    def sample(self, connections: int, seconds: float, most: int | None = None) -> Sample:
        """Measure once; every answer must be a good one."""
        requests = self.requests(most or int(seconds * _RATE_MAX[connections]))
        before = self._cpu()
        plan = Plan(self._port, connections, seconds, requests)
        measured = measure(plan, self._pid, self._processes)
        if set(measured.statuses) != {"200"}:
            raise RuntimeError(f"{self.name} answered {measured.statuses}")
        server, database = (
            (after - earlier) / len(measured.seconds)
            for earlier, after in zip(before, self._cpu(), strict=True)
        )
        return Sample(measured, server, database)

    def _cpu(self) -> tuple[float, float]:
        return cpu_seconds(self._pid), cpu_seconds(self._database) if self._database else 0.0


class Chunks:
    """Announcements of chunks that nobody announced before, over all uploads in turn."""

    def __init__(self, uploads: Sequence[str], prefix: str, token: str | None) -> None:
        self._uploads, self._prefix = uploads, prefix
        self._headers = {} if token is None else {"Authorization": token}
        self._next = count()

    def single(self, number: int) -> list[str]:
        """So many, each in a request of its own."""
        return [self._request(self._chunk(n), n) for n in self._take(number)]

    def listed(self, number: int) -> list[str]:
        """So many requests, each with a list of BATCH."""
        first = next(self._next)
        self._next = count(first + number * BATCH * len(self._uploads))
        width = len(self._uploads)
        return [
            self._request(
                {"chunks": [self._chunk(first + (it * BATCH + n) * width) for n in range(BATCH)]},
                it,
            )
            for it in range(number)
        ]

    def _take(self, number: int) -> list[int]:
        return [next(self._next) for _ in range(number)]

    def _chunk(self, n: int) -> dict[str, object]:
        digest = {"value": f"{n:032x}", "algorithm": "md5"}
        return {"number": n // len(self._uploads), "size": MIB, "hash": digest}

    def _request(self, body: object, n: int) -> str:
        upload = self._uploads[n % len(self._uploads)]
        path = f"{self._prefix}/uploads/{upload}/chunks"
        return request("PUT", path, body, self._headers)


def begin_uploads(client: Client) -> list[str]:
    """Uploads that take every chunk that is sent here."""
    project = client.ready_project()
    return [client.upload(project, CHUNKS_MAX * MIB) for _ in range(UPLOADS)]


Pair = tuple[Sample, ...]


def rounds_of(bench: Bench, base: Target, service: Target, connections: int) -> list[Pair]:
    """Base and service in turn.

    While they warm up, each process opens its connections and comes to know the uploads.
    """
    return in_turn(
        bench.rounds, *(partial(it.sample, connections, bench.seconds) for it in (base, service))
    )


def middle(values: Iterable[float]) -> float:
    """The median of some, or of as many as come."""
    return median(list(values))
