"""Granting chunks, beside the floor: one by one, a thousand in a call, and as tables grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from statistics import median

import psycopg2

from benchmarks import floor
from benchmarks.bench import CHUNKS_MAX, MIB, Bench, client_of
from benchmarks.client import Client
from benchmarks.costs import CPU, CPU_POSTGRESQL, LOG, ROW
from benchmarks.findings import Finding, at_least, at_most
from benchmarks.processes import Floor, Measured, Plan, cpu_seconds, measure, request

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
        self, name: str, port: int, pid: int, requests: Callable[[int], list[str]], database: int
    ) -> None:
        self.name, self.requests = name, requests
        self._port, self._pid, self._database = port, pid, database

    def sample(self, connections: int, seconds: float, most: int | None = None) -> Sample:
        """Measure once; every answer must be a good one."""
        requests = self.requests(most or int(seconds * _RATE_MAX[connections]))
        before = self._cpu()
        measured = measure(Plan(self._port, connections, seconds, requests), self._pid)
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
        self._uploads, self._prefix, self._token = uploads, prefix, token
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
        return request("PUT", path, body, self._token)


def begin_uploads(client: Client) -> list[str]:
    """Uploads that take every chunk that is sent here."""
    project = client.ready_project()
    return [client.upload(project, CHUNKS_MAX * MIB) for _ in range(UPLOADS)]


def on_postgresql(bench: Bench) -> Iterator[Finding]:
    """Grants on PostgreSQL."""
    server = bench.postgres
    with ExitStack() as stack:
        floor_url, url = server.create_database(), server.create_database()
        floor.prepare(floor_url)
        f2 = stack.enter_context(Floor(bench.folder, floor_url))
        installation = stack.enter_context(bench.installation(url))
        client = stack.enter_context(client_of(installation))
        uploads = begin_uploads(client)
        base = Target("f2", f2.port, f2.pid, Chunks(uploads, "", None).single, server.pid)
        chunks = Chunks(uploads, "/api/v1", client.token)
        service = Target(
            "the service", client.port, installation.api.pid, chunks.single, server.pid
        )
        at_sixteen = _rounds(bench, base, service, MANY)
        yield from _beside(at_sixteen, "PostgreSQL", "rate", 0.70)
        yield _tail(at_sixteen)
        yield _cpu(at_sixteen)
        yield Finding(CPU, [own.server * 1e3 for _, own in at_sixteen], unit="ms")
        yield Finding(CPU_POSTGRESQL, [own.database * 1e3 for _, own in at_sixteen], unit="ms")
        yield _latency(_rounds(bench, base, service, ONE))
        yield _batches(bench, base, chunks, client.port, installation.api.pid)
        if not bench.is_quick:
            yield _log(bench, service, url)
            yield from _growth(bench, base, service, uploads[0], url)


def on_sqlite(bench: Bench) -> Iterator[Finding]:
    """Grants on SQLite, whose floor writes to SQLite, too."""
    with ExitStack() as stack:
        floor_url, url = (f"sqlite:///{bench.folder}/{it}.db" for it in ("floor", "service"))
        floor.prepare(floor_url)
        f2 = stack.enter_context(Floor(bench.folder, floor_url))
        installation = stack.enter_context(bench.installation(url))
        client = stack.enter_context(client_of(installation))
        uploads = begin_uploads(client)
        base = Target("f2", f2.port, f2.pid, Chunks(uploads, "", None).single, 0)
        chunks = Chunks(uploads, "/api/v1", client.token)
        service = Target("the service", client.port, installation.api.pid, chunks.single, 0)
        yield from _beside(_rounds(bench, base, service, MANY), "SQLite", "rate", 0.65)
        yield from _beside(_rounds(bench, base, service, ONE), "SQLite", "rate, 1 connection", 0.70)


Pair = tuple[Sample, Sample]


def _rounds(bench: Bench, base: Target, service: Target, connections: int) -> list[Pair]:
    """Base and service in turn, so that both have the same machine, after one that is not counted.

    In that one each process opens its connections, and comes to know the uploads.
    """
    for target in (base, service):
        target.sample(connections, bench.seconds / 2)
    return [
        (base.sample(connections, bench.seconds), service.sample(connections, bench.seconds))
        for _ in range(bench.rounds)
    ]


def _beside(pairs: Sequence[Pair], database: str, what: str, mark: float) -> Iterator[Finding]:
    rates = [(floor.measured.rate, own.measured.rate) for floor, own in pairs]
    yield Finding(
        f"grant on {database}: {what}, of f2",
        [own / floor for floor, own in rates],
        at_least(mark),
        note=f"{_mid(it[1] for it in rates):.0f} of {_mid(it[0] for it in rates):.0f} a second",
    )


def _latency(pairs: Sequence[Pair]) -> Finding:
    return Finding(
        "grant on PostgreSQL: p50 of 1 connection, of f2's",
        [own.p50 / floor.p50 for floor, own in pairs],
        at_most(1.5),
        note=f"{_mid(own.p50 for _, own in pairs) * 1e3:.2f} ms",
    )


def _tail(pairs: Sequence[Pair]) -> Finding:
    floors = _mid(floor.tail for floor, _ in pairs)
    return Finding(
        "grant on PostgreSQL: p99 of its own p50",
        [own.tail for _, own in pairs],
        at_most(2.5),
        note=f"f2: {floors:.1f}",
    )


def _cpu(pairs: Sequence[Pair]) -> Finding:
    return Finding(
        "grant on PostgreSQL: CPU with PostgreSQL's, of f2's",
        [own.cpu / floor.cpu for floor, own in pairs],
        at_most(1.8),
        note=f"{_mid(own.cpu for _, own in pairs) * 1e3:.2f} ms",
    )


def _batches(bench: Bench, base: Target, chunks: Chunks, port: int, pid: int) -> Finding:
    """Calls with BATCH chunks, each upload's one after the other."""
    values, rates = [], []
    for _ in range(bench.rounds):
        floors = base.sample(MANY, bench.seconds).measured.rate
        plan = Plan(port, MANY, bench.seconds, chunks.listed(64))
        measured = measure(plan, pid)
        if set(measured.statuses) != {"200"}:
            raise RuntimeError(f"a list of chunks was answered {measured.statuses}")
        own = measured.rate * BATCH
        values.append(own / floors)
        rates.append(own)
    note = f"{_mid(rates):.0f} chunks a second"
    return Finding(
        "grant 1,000 chunks a call: chunks/s, of f2's requests/s", values, at_least(8), note=note
    )


def _log(bench: Bench, service: Target, url: str) -> Finding:
    """The bytes that PostgreSQL has to bring to its disk before a grant is answered."""
    values = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True

        def written() -> int:
            cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
            (found,) = cursor.fetchall()[0]
            return int(found)

        cursor.execute("CHECKPOINT")
        service.sample(MANY, bench.seconds)  # after a checkpoint whole pages are logged
        for _ in range(3):
            before = written()
            sample = service.sample(MANY, bench.seconds)
            values.append((written() - before) / len(sample.measured.seconds))
    return Finding(LOG, values, unit="bytes")


def _growth(
    bench: Bench, base: Target, service: Target, upload: str, url: str
) -> Iterator[Finding]:
    """The time of a grant before and after its table grew; the floor's tells what else changed."""
    before = _rounds(bench, base, service, ONE)
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(_GROW, (upload, _GROWN))
        cursor.execute("VACUUM ANALYZE chunks")
        cursor.execute("SELECT pg_total_relation_size('chunks') / count(*) FROM chunks")
        (size,) = cursor.fetchall()[0]
    yield Finding(ROW, [float(size)], unit="bytes")
    after = _rounds(bench, base, service, ONE)
    early, late = ([own.p50 / floor.p50 for floor, own in pairs] for pairs in (before, after))
    yield Finding(
        "grant as the table grows to 2 million chunks: p50 of f2's, of before",
        [then / median(early) for then in late],
        at_most(1.05),
        note=f"{median(early):.2f} to {median(late):.2f} of f2's",
    )


#: To so many.
_GROWN = 2_000_000

#: Rows of chunks of an upload of which a chunk is there, at numbers that nobody sends.
_GROW = """
INSERT INTO chunks (upload_id, number, size, digest_algorithm, digest_value, is_named, created_at,
       granted_at, granted_by_id, granted_agent_id)
SELECT c.upload_id, 1000000000 + n, c.size, c.digest_algorithm, c.digest_value, c.is_named,
       c.created_at, c.granted_at, c.granted_by_id, c.granted_agent_id
FROM (SELECT * FROM chunks WHERE upload_id = %s LIMIT 1) c, generate_series(1, %s) n
"""


def _mid(values: Iterator[float] | Sequence[float]) -> float:
    return median(list(values))
