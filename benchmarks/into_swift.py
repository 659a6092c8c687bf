"""1 GiB into Swift with grants and completion, beside signed URLs alone and `swift upload`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from statistics import median

from benchmarks.bench import MIB, Bench, client_of
from benchmarks.costs import cpu_of
from benchmarks.findings import Finding, Mark, at_least
from benchmarks.finishing_on_swift import swift_settings
from benchmarks.ways_into_swift import (
    AT_ONCE,
    DDS,
    GRANTED,
    PEER,
    SIGNED,
    SIZE,
    Round,
    WaysIntoSwift,
)
from tests.services.swift import SwiftServer

#: Chunks of so many MiB, and how much faster than `swift upload` they are to be there.
_ROWS: Sequence[tuple[int, Mark]] = ((8, at_least(1.15)), (64, at_least(1.25)))

_ROUNDS = 3


def of_a_large_file(bench: Bench) -> Iterator[Finding]:
    """For each size of chunks a row beside each other way, and one of the CPU time."""
    with ExitStack() as stack:
        folder = bench.memory / "swift"
        folder.mkdir()
        swift = stack.enter_context(SwiftServer(folder))
        url = bench.postgres.create_database()
        installation = stack.enter_context(bench.installation(url, **swift_settings(swift)))
        installation.succeed("providers", "configure")
        client = stack.enter_context(client_of(installation))
        ways = WaysIntoSwift(bench, swift, folder, installation, client)
        for size, mark in _ROWS:
            if not bench.is_over:
                rounds = [ways.in_turn(size * MIB) for _ in range(min(bench.rounds, _ROUNDS))]
                yield from _findings(size, mark, rounds)


def _findings(size: int, mark: Mark, rounds: Sequence[Round]) -> Iterator[Finding]:
    what = f"1 GiB into Swift, chunks of {size} MiB, {AT_ONCE} at once"
    beside_signed = _rate(f"{what}: of signed URLs and a manifest", rounds, GRANTED, SIGNED)
    note = f"{beside_signed.note}; {_waits(rounds)}"
    yield replace(beside_signed, mark=at_least(0.97), note=note)
    yield _rate(f"{what}: of swift upload", rounds, GRANTED, PEER, mark)
    yield _rate(f"{what}: the client dds, of swift upload", rounds, DDS, PEER)
    more = [it[GRANTED].cpu / it[SIGNED].cpu for it in rounds]
    note = f"{_split(rounds, GRANTED)}; swift upload's: {_split(rounds, PEER)}"
    yield Finding(f"{what}: CPU of all, of that of signed URLs and a manifest", more, note=note)
    yield Finding(cpu_of("Swift", size), [it[GRANTED].swift for it in rounds], unit="s")
    yield Finding(
        cpu_of("the service and PostgreSQL", size),
        [it[GRANTED].service for it in rounds],
        unit="s",
        note=f"{median(it[SIGNED].service for it in rounds):.2f} s while nobody asks them",
    )


def _rate(
    what: str, rounds: Sequence[Round], own: str, beside: str, mark: Mark | None = None
) -> Finding:
    values = [it[beside].seconds / it[own].seconds for it in rounds]
    rates = (median(SIZE / MIB / it[way].seconds for it in rounds) for way in (own, beside))
    return Finding(what, values, mark, note="{:.0f} of {:.0f} MiB/s".format(*rates))


def _waits(rounds: Sequence[Round]) -> str:
    """What the service adds to the time: waiting for URLs, and for completion."""

    def of(way: str, part: str) -> float:
        return median(it[way].parts[part] for it in rounds)

    return (
        f"grants {of(GRANTED, 'asking'):.2f} s, completion {of(GRANTED, 'finishing'):.2f} s, "
        f"manifest alone {of(SIGNED, 'finishing'):.2f} s"
    )


def _split(rounds: Sequence[Round], way: str) -> str:
    """Whose the CPU time is."""
    whose = ("sender", "swift", "service")
    seconds = [median(getattr(it[way], who) for it in rounds) for who in whose]
    return "sender {:.1f} s, Swift {:.1f} s, service {:.1f} s".format(*seconds)
