"""The cost model: what chunks, files and terabytes come to, reckoned from what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.findings import Finding

#: Rows that the model reckons with.
CPU, CPU_POSTGRESQL = "CPU of a grant: the service", "CPU of a grant: PostgreSQL"
LOG, ROW = "log that PostgreSQL writes for a grant", "a chunk in PostgreSQL, with its index"

_TERABYTE = 10**12
_DAY = 86_400
_MIB = 2**20

#: Chunks of these sizes, and terabytes that come in a day: today, at 10 and 100 times that, and at
#: the scale of the internet.
_SIZES = (8, 64)
_DAILY = (1, 10, 100, 100_000)


def costs(findings: Sequence[Finding]) -> list[str]:
    """A line for each scale, in Markdown; only the head where a row was not measured."""
    by_row = {found.row: found.value for found in findings}
    head = [
        "| a day | chunks of | grants a second | service, cores | PostgreSQL, cores | log | rows |",
        "|---|---|---|---|---|---|---|",
    ]
    if not {CPU, CPU_POSTGRESQL, LOG, ROW} <= by_row.keys():
        return head
    lines = [_line(by_row, daily, size) for daily in _DAILY for size in _SIZES]
    return head + lines


def _line(by_row: dict[str, float], daily: int, size: int) -> str:
    chunks = daily * _TERABYTE / (size * _MIB)
    rate = chunks / _DAY
    cores = [rate * by_row[it] / 1e3 for it in (CPU, CPU_POSTGRESQL)]
    log, rows = chunks * by_row[LOG], chunks * by_row[ROW]
    return (
        f"| {daily:,} TB | {size} MiB | {rate:,.1f} | {cores[0]:,.3f} | {cores[1]:,.3f} | "
        f"{_bytes(log)} a day | {_bytes(rows)} a day |"
    )


def _bytes(number: float) -> str:
    units = ["B", "kB", "MB", "GB", "TB"]
    while number >= 1000 and len(units) > 1:
        number /= 1000
        units.pop(0)
    return f"{number:.1f} {units[0]}"
