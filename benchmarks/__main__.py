"""Runs the benchmark: `make bench`, or `make bench-quick` in a minute.

It starts what it needs, ends it all, and never passes or fails: a machine that does other things
besides says little about absolute figures. Ratios are taken inside of a round, and rounds are many
and short, since such a machine changes from one second to the next.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

from benchmarks import (
    artifacts,
    chunks,
    chunks_beside_tus,
    finishing,
    finishing_on_swift,
    grants,
    into_swift,
    lists,
    report,
    signing,
    starting,
    statements,
)
from benchmarks.bench import Bench
from benchmarks.findings import Finding
from benchmarks.scale import containers, hosts, tables
from tests.services.tools import ToolError


class When(Enum):
    """Which runs have a part that nobody names."""

    QUICK = "every run"
    USUAL = "runs that have ten minutes"
    NAMED = "no other run: it takes minutes"


Part = Callable[[Bench], Iterator[Finding]]

#: What is measured, by the name that picks it.
PARTS: dict[str, tuple[Part, When]] = {
    "statements": (statements.of_an_upload, When.QUICK),
    "postgresql": (grants.on_postgresql, When.QUICK),
    "companion": (signing.beside_companion, When.USUAL),
    "start": (starting.of_the_service, When.USUAL),
    "sqlite": (grants.on_sqlite, When.USUAL),
    "finishing": (finishing.on_local_disk, When.USUAL),
    "lists": (lists.of_many_files, When.USUAL),
    "swift": (finishing_on_swift.on_swift, When.USUAL),
    "into-swift": (into_swift.of_a_large_file, When.NAMED),
    "chunks": (chunks.on_local_disk, When.USUAL),
    "tus": (chunks_beside_tus.beside_tus, When.USUAL),
    "pulpcore": (artifacts.beside_pulpcore, When.NAMED),
    "scale-swift": (containers.of_swift, When.NAMED),
    "scale-postgresql": (tables.of_postgresql, When.NAMED),
    "scale-hosts": (hosts.of_two_hosts, When.NAMED),
}

#: No part is begun later than that, so that the whole ends within ten minutes, and within one.
_SECONDS, _SECONDS_QUICK = 510.0, 40.0


def main() -> int:
    """Measure and report."""
    args = _arguments()
    findings = []
    print(report.HEAD)
    with Bench(
        rounds=3 if args.quick else 9,
        seconds=0.7 if args.quick else 1.0,
        is_quick=args.quick,
        until=time.monotonic() + (_SECONDS_QUICK if args.quick else _SECONDS),
    ) as bench:
        for name in args.only or _usual(args.quick):
            for found in _measured(name, bench):
                print(report.line(found), flush=True)
                findings.append(found)
    report.write(findings, args.into)
    if args.publish:
        root = Path(__file__).parents[1]
        report.publish(findings, root / "docs" / "performance.md", root / "README.md")
    print(f"\nThe table, all values and a picture are in {args.into}", file=sys.stderr)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the main rows, in a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; repeatable")
    folder = Path(__file__).parent / "results"
    parser.add_argument("--into", type=Path, default=folder, help="where the results go")
    parser.add_argument("--publish", action="store_true", help="renew the documents as well")
    return parser.parse_args()


def _usual(is_quick: bool) -> list[str]:
    had = {When.QUICK} if is_quick else {When.QUICK, When.USUAL}
    return [name for name, (_, when) in PARTS.items() if when in had]


def _measured(name: str, bench: Bench) -> Iterator[Finding]:
    """What a part finds; what is left out is said, with the reason."""
    if bench.is_over:
        print(f"no time was left for: {name}", file=sys.stderr)
        return
    part, _ = PARTS[name]
    began = time.monotonic()
    try:
        yield from part(bench)
    except ToolError as error:
        print(f"left out: {name}, as its program cannot be had here: {error}", file=sys.stderr)
    print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
