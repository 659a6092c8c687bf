"""Two installations on one database, beside one: what a further host adds, and what it costs.

Here all of them, PostgreSQL and who sends share the cores of one machine. So not the rate says how
they scale, but the CPU time of each grant: if it stays, the rate grows with the cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from benchmarks.bench import Bench, client_of, in_turn
from benchmarks.findings import SCALE, Finding
from benchmarks.processes import cpu_seconds
from benchmarks.targets import MANY, Chunks, Target, begin_uploads, middle

#: No connection gets more answers in a second.
_RATE_MAX = 400

_ROUNDS = 7


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
        chunks = Chunks(begin_uploads(client), "/api/v1", client.token).single
        second = stack.enter_context(bench.installation(url))
        hosts = [
            Target("a host", int(it.environment["DDS_PORT"]), it.api.pid, chunks, 0)
            for it in (first, second)
        ]
        ways = ((hosts[:1], MANY), (hosts, MANY), (hosts, MANY // 2))
        steps = (partial(_serve, bench, *way) for way in ways)
        rounds = in_turn(min(bench.rounds, _ROUNDS), *steps)
    ones, as_busy, half_as_busy = zip(*rounds, strict=True)
    yield from findings_of("two API hosts as busy as one", ones, as_busy)
    yield from findings_of("two API hosts half as busy as one", ones, half_as_busy)


def _serve(bench: Bench, hosts: Sequence[Target], connections: int) -> Served:
    """All of them at once, each with so many connections."""
    most = int(connections * bench.seconds * _RATE_MAX)
    before = cpu_seconds(bench.postgres.pid)
    with ThreadPoolExecutor(len(hosts)) as pool:
        samples = list(pool.map(lambda it: it.sample(connections, bench.seconds, most), hosts))
    numbers = [len(it.measured.seconds) for it in samples]
    return Served(
        rate=sum(it.measured.rate for it in samples),
        service=sum(it.server * n for it, n in zip(samples, numbers, strict=True)) / sum(numbers),
        postgresql=(cpu_seconds(bench.postgres.pid) - before) / sum(numbers),
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
