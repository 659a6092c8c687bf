"""Granting chunks, beside the floor: one by one, and a thousand in a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from benchmarks import floor
from benchmarks.bench import Bench, client_of, in_turn
from benchmarks.costs import (
    CPU,
    CPU_OF_MANY,
    CPU_OF_MANY_POSTGRESQL,
    CPU_POSTGRESQL,
    LOG,
    LOG_OF_MANY,
)
from benchmarks.findings import Finding, at_least, at_most
from benchmarks.growth import as_the_table_grows, log_of_grants
from benchmarks.processes import Floor
from benchmarks.targets import (
    BATCH,
    MANY,
    ONE,
    Chunks,
    Pair,
    Target,
    begin_uploads,
    middle,
    rounds_of,
)

#: No sample gets answers to more calls that announce many chunks.
_LISTS = 64


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
        at_sixteen = rounds_of(bench, base, service, MANY)
        yield from _beside(at_sixteen, "PostgreSQL", "rate", 0.70)
        yield _tail(at_sixteen)
        yield _cpu(at_sixteen)
        yield Finding(CPU, [own.server * 1e3 for _, own in at_sixteen], unit="ms")
        yield Finding(CPU_POSTGRESQL, [own.database * 1e3 for _, own in at_sixteen], unit="ms")
        yield _latency(rounds_of(bench, base, service, ONE))
        lists = Target("the service", client.port, installation.api.pid, chunks.listed, server.pid)
        yield from _batches(bench, base, lists)
        if not bench.is_quick:
            yield log_of_grants(bench, LOG, service, url)
            yield log_of_grants(bench, LOG_OF_MANY, lists, url, _LISTS)
            yield from as_the_table_grows(bench, base, service, uploads[0], url)


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
        yield from _beside(rounds_of(bench, base, service, MANY), "SQLite", "rate", 0.65)
        yield from _beside(
            rounds_of(bench, base, service, ONE), "SQLite", "rate, 1 connection", 0.70
        )


def _beside(pairs: Sequence[Pair], database: str, what: str, mark: float) -> Iterator[Finding]:
    rates = [(base.measured.rate, own.measured.rate) for base, own in pairs]
    yield Finding(
        f"grant on {database}: {what}, of f2",
        [own / base for base, own in rates],
        at_least(mark),
        note=f"{middle(it[1] for it in rates):.0f} of {middle(it[0] for it in rates):.0f} a second",
    )


def _latency(pairs: Sequence[Pair]) -> Finding:
    return Finding(
        "grant on PostgreSQL: p50 of 1 connection, of f2's",
        [own.p50 / base.p50 for base, own in pairs],
        at_most(1.5),
        note=f"{middle(own.p50 for _, own in pairs) * 1e3:.2f} ms",
    )


def _tail(pairs: Sequence[Pair]) -> Finding:
    floors = middle(base.tail for base, _ in pairs)
    return Finding(
        "grant on PostgreSQL: p99 of its own p50",
        [own.tail for _, own in pairs],
        at_most(2.5),
        note=f"f2: {floors:.1f}",
    )


def _cpu(pairs: Sequence[Pair]) -> Finding:
    return Finding(
        "grant on PostgreSQL: CPU with PostgreSQL's, of f2's",
        [own.cpu / base.cpu for base, own in pairs],
        at_most(1.8),
        note=f"{middle(own.cpu for _, own in pairs) * 1e3:.2f} ms",
    )


def _batches(bench: Bench, base: Target, service: Target) -> Iterator[Finding]:
    """Calls with BATCH chunks, each upload's one after the other."""
    pairs = in_turn(
        bench.rounds,
        lambda: base.sample(MANY, bench.seconds),
        lambda: service.sample(MANY, bench.seconds, most=_LISTS),
    )
    rates = [(base.measured.rate, own.measured.rate * BATCH) for base, own in pairs]
    yield Finding(
        "grant 1,000 chunks a call: chunks/s, of f2's requests/s",
        [own / base for base, own in rates],
        at_least(8),
        note=f"{middle(own for _, own in rates):.0f} chunks a second",
    )
    yield Finding(CPU_OF_MANY, [own.server * 1e3 for _, own in pairs], unit="ms")
    yield Finding(CPU_OF_MANY_POSTGRESQL, [own.database * 1e3 for _, own in pairs], unit="ms")
