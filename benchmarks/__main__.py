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
from pathlib import Path

from benchmarks import (
    chunks,
    finishing,
    finishing_on_swift,
    grants,
    lists,
    report,
    starting,
    statements,
)
from benchmarks.bench import Bench
from benchmarks.findings import Finding

Part = Callable[[Bench], Iterator[Finding]]

#: What is measured, by the name that picks it; and whether a quick run has it.
PARTS: dict[str, tuple[Part, bool]] = {
    "statements": (statements.of_an_upload, True),
    "postgresql": (grants.on_postgresql, True),
    "start": (starting.of_the_service, False),
    "sqlite": (grants.on_sqlite, False),
    "finishing": (finishing.on_local_disk, False),
    "swift": (finishing_on_swift.on_swift, False),
    "chunks": (chunks.on_local_disk, False),
    "lists": (lists.of_many_files, False),
}

#: It fills a project for minutes, and is measured where it is named.
_LONG = "lists"

#: No part is begun later than that, so that the whole ends within ten minutes, and within one.
_SECONDS, _SECONDS_QUICK = 480.0, 40.0


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the main rows, in a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; repeatable")
    folder = Path(__file__).parent / "results"
    parser.add_argument("--into", type=Path, default=folder, help="where the results go")
    parser.add_argument("--publish", action="store_true", help="renew the documents as well")
    args = parser.parse_args()
    usual = [name for name, (_, quick) in PARTS.items() if quick or not args.quick]
    picked = args.only or [name for name in usual if name != _LONG]
    limit = _SECONDS_QUICK if args.quick else _SECONDS
    findings = []
    print(report.HEAD)
    with Bench(
        rounds=3 if args.quick else 9,
        seconds=0.7 if args.quick else 1.0,
        is_quick=args.quick,
        until=time.monotonic() + limit,
    ) as bench:
        for name in picked:
            if bench.is_over:
                print(f"no time was left for: {name}", file=sys.stderr)
                continue
            for found in PARTS[name][0](bench):
                print(report.line(found), flush=True)
                findings.append(found)
    report.write(findings, args.into)
    if args.publish:
        root = Path(__file__).parents[1]
        report.publish(findings, root / "docs" / "performance.md", root / "README.md")
    print(f"\nThe table, all values and a picture are in {args.into}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
