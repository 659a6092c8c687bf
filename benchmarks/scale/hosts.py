"""Two installations on one database, beside one: what a further host adds, and what it costs.

Here all of them, PostgreSQL and who sends share the cores of one machine. So not the rate says how
they scale, but the CPU time of each grant: if it stays, the rate grows with the cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.bench import Bench, client_of
from benchmarks.findings import SCALE, Finding
from benchmarks.processes import Plan, cpu_seconds, measure
from benchmarks.targets import MANY, Chunks, begin_uploads, middle

#: No connection gets more answers in a second.
_RATE_MAX = 400

_ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Host:
    """Where an installation listens, and the first of its processes."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Served:
    """Grants a second, and the CPU time of each in seconds: the service's and PostgreSQL's."""

    rate: float
    service: float
    postgresql: float


def of_two_hosts(bench: Bench) -> Iterator[Finding]:
    """As many connections to each as to one alone, and half of them to each; the same uploads."""
    url = bench.postgres.create_database()
    with ExitStack() as stack:
        first = stack.enter_context(bench.installation(url))
        client = stack.enter_context(client_of(first))
        chunks = Chunks(begin_uploads(client), "/api/v1", client.token)
        second = stack.enter_context(bench.installation(url))
        hosts = [Host(_port(it.url), it.api.pid) for it in (first, second)]
        ways = ((hosts[:1], MANY), (hosts, MANY), (hosts, MANY // 2))
        for way in ways:
            _serve(bench, chunks, *way)
        rounds = [
            [_serve(bench, chunks, *way) for way in ways] for _ in range(min(bench.rounds, _ROUNDS))
        ]
    ones, as_busy, half_as_busy = zip(*rounds, strict=True)
    yield from findings_of("two API hosts as busy as one", ones, as_busy)
    yield from findings_of("two API hosts half as busy as one", ones, half_as_busy)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _serve(bench: Bench, chunks: Chunks, hosts: Sequence[Host], connections: int) -> Served:
    """All of them at once, each with so many connections."""
    most = int(connections * bench.seconds * _RATE_MAX)
    plans = [Plan(it.port, connections, bench.seconds, chunks.single(most)) for it in hosts]
    database = bench.postgres.pid
    before = [cpu_seconds(it.pid) for it in hosts], cpu_seconds(database)
    with ThreadPoolExecutor(len(hosts)) as pool:
        measured = list(pool.map(measure, plans, [it.pid for it in hosts]))
    after = [cpu_seconds(it.pid) for it in hosts], cpu_seconds(database)
    for it in measured:
        if set(it.statuses) != {"200"}:
            raise RuntimeError(f"a host answered {it.statuses}")
    answers = sum(len(it.seconds) for it in measured)
    return Served(
        rate=sum(it.rate for it in measured),
        service=(sum(after[0]) - sum(before[0])) / answers,
        postgresql=(after[1] - before[1]) / answers,
    )


def findings_of(what: str, ones: Sequence[Served], twos: Sequence[Served]) -> Iterator[Finding]:
    """What each round of one host and of two comes to."""
    pairs = list(zip(ones, twos, strict=True))
    rates = [middle(it.rate for it in some) for some in (twos, ones)]
    yield Finding(
        f"{what}: rate of grants on the same cores, of that with one alone",
        [two.rate / one.rate for one, two in pairs],
        note="{:.0f} of {:.0f} a second".format(*rates),
        place=SCALE,
    )
    for whose, name in (("the service's", "service"), ("PostgreSQL's", "postgresql")):
        own, former = (middle(getattr(it, name) for it in some) * 1e3 for some in (twos, ones))
        yield Finding(
            f"{what}: {whose} CPU of a grant, of that with one alone",
            [getattr(two, name) / getattr(one, name) for one, two in pairs],
            note=f"{own:.2f} of {former:.2f} ms",
            place=SCALE,
        )
