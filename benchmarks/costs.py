"""The cost model: what chunks, files and terabytes come to, reckoned from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from math import ceil

from benchmarks.findings import Finding

#: Rows that the model reckons with.
CPU, CPU_POSTGRESQL = "CPU of a grant: the service", "CPU of a grant: PostgreSQL"
CPU_OF_MANY, CPU_OF_MANY_POSTGRESQL = (
    f"CPU of granting 1,000 chunks in a call: {whose}" for whose in ("the service", "PostgreSQL")
)
LOG, ROW = "log that PostgreSQL writes for a grant", "a chunk in PostgreSQL, with its index"
LOG_OF_MANY = "log that PostgreSQL writes for granting 1,000 chunks in a call"
COMPLETION, COMPLETION_POSTGRESQL, COMPLETION_SWIFT = (
    f"CPU of completing 1,000 chunks: {whose}" for whose in ("the service", "PostgreSQL", "Swift")
)
LOG_OF_COMPLETION = "log that PostgreSQL writes for completing 1,000 chunks"
ROWS_OF_COMPLETION = "rows that completing an upload adds"


def trips_to(what: str) -> str:
    """The row of the round trips that a step takes."""
    return f"round trips: {what}"


TRIPS, TRIPS_OF_MANY, TRIPS_OF_COMPLETION = map(
    trips_to,
    ("grant a chunk", "grant many chunks in a call", "complete an upload until it is joined"),
)


def cpu_of(whom: str, size: int) -> str:
    """The row of the CPU time for a GiB that is sent to Swift in chunks of so many MiB."""
    return f"1 GiB into Swift, chunks of {size} MiB: CPU of {whom}"


_TERABYTE = 10**12
_DAY = 86_400
_YEAR = 365
_MIB = 2**20

#: Chunks of these sizes, and terabytes that come in a day: today, at 10 and 100 times that, and at
#: the scale of the internet.
_SIZES = (8, 64)
_DAILY = (1, 10, 100, 100_000)

_Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """What something costs; None: it needs none of that.

    CPU times are in milliseconds, of the service, PostgreSQL and Swift; log and kept rows are in
    bytes.
    """

    service: float
    postgresql: float
    swift: float | None
    trips: float
    rows: float
    log: float
    kept: float | None

    def __mul__(self, number: float) -> Unit:
        """Of so many."""
        return Unit(*((value or 0) * number for value in astuple(self)))

    def __add__(self, other: Unit) -> Unit:
        """Of both."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Unit(*((one or 0) + (more or 0) for one, more in pairs))


#: What a grant of one chunk, a call with many, and completion are reckoned from.
_GRANT = (CPU, CPU_POSTGRESQL, TRIPS, LOG, ROW)
_LISTED = (CPU_OF_MANY, CPU_OF_MANY_POSTGRESQL, TRIPS_OF_MANY, LOG_OF_MANY)
_COMPLETED = (
    COMPLETION,
    COMPLETION_POSTGRESQL,
    COMPLETION_SWIFT,
    TRIPS_OF_COMPLETION,
    ROWS_OF_COMPLETION,
    LOG_OF_COMPLETION,
)
_SENT = cpu_of("Swift", 64)


def _lines(
    findings: Sequence[Finding], rows: Collection[str], lines: Callable[[_Values], list[str]]
) -> list[str]:
    """What `lines` makes of these rows; none where one of them was not measured."""
    by_row = {found.row: found.value for found in findings}
    return lines(by_row) if by_row.keys() >= set(rows) else []


def units(findings: Sequence[Finding]) -> list[str]:
    """A line for each unit, in Markdown; only the head where a row was not measured."""
    head = [
        "| | service, CPU | PostgreSQL, CPU | Swift, CPU | round trips | rows | log | rows take |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return head + _lines(findings, (*_GRANT, *_LISTED, *_COMPLETED, _SENT), _unit_lines)


def _unit_lines(by_row: _Values) -> list[str]:
    cpu, database, trips, log, row = (by_row[it] for it in _GRANT)
    grant = Unit(cpu, database, None, trips, 1, log, row)
    cpu, database, trips, log = (by_row[it] for it in _LISTED)
    listed = Unit(cpu, database, None, trips, 1000, log, row * 1000)
    chunk = replace(grant, swift=by_row[_SENT] * 1e3 * 64 / 1024)
    cpu, database, swift, trips, rows, log = (by_row[it] for it in _COMPLETED)
    completion = Unit(cpu, database, swift, trips, rows, log, None)
    chunks = _TERABYTE / (64 * _MIB)
    units = {
        "grant a chunk": grant,
        "grant 1,000 chunks in a call": listed,
        "a chunk of 64 MiB, with its own grant": chunk,
        "complete 1,000 chunks": completion,
        "a TB in chunks of 64 MiB, a file of 1,000": chunk * chunks + completion * (chunks / 1000),
    }
    return [_unit_line(name, unit) for name, unit in units.items()]


def _unit_line(name: str, unit: Unit) -> str:
    cpu = (unit.service, unit.postgresql, unit.swift)
    cells = [*map(_time, cpu), f"{unit.trips:,.0f}", f"{unit.rows:,.0f}", _bytes(unit.log)]
    kept = "" if unit.kept is None else _bytes(unit.kept)
    return f"| {' | '.join([name, *cells, kept])} |"


def _time(milliseconds: float | None) -> str:
    if milliseconds is None:
        return ""
    return f"{milliseconds:,.1f} ms" if milliseconds < 10_000 else f"{milliseconds / 1e3:,.0f} s"


#: What is used of an API host, and of a database server: cores, and bytes of rows.
_HOST_CORES, _DATABASE_CORES, _DATABASE_BYTES = 4, 16, 10 * _TERABYTE

#: A container is not to get more objects.
_CONTAINER_OBJECTS = 10**6

_COLUMNS = (
    "a day",
    "chunks of",
    "grants a second",
    "service, cores",
    "PostgreSQL, cores",
    "log",
    "rows",
    "API hosts",
    "databases",
    "containers a year",
)


def costs(findings: Sequence[Finding]) -> list[str]:
    """A line for each scale, in Markdown; only the head where a row was not measured."""
    head = [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    return head + _lines(findings, (CPU, CPU_POSTGRESQL, LOG, ROW), _cost_lines)


def _cost_lines(by_row: _Values) -> list[str]:
    return [_line(by_row, daily, size) for daily in _DAILY for size in _SIZES]


def _line(by_row: _Values, daily: int, size: int) -> str:
    chunks = daily * _TERABYTE / (size * _MIB)
    rate = chunks / _DAY
    service, database = (rate * by_row[it] / 1e3 for it in (CPU, CPU_POSTGRESQL))
    log, rows = chunks * by_row[LOG], chunks * by_row[ROW]
    databases = max(database / _DATABASE_CORES, rows * _YEAR / _DATABASE_BYTES)
    cells = (
        f"{daily:,} TB",
        f"{size} MiB",
        f"{rate:,.1f}",
        f"{service:,.3f}",
        f"{database:,.3f}",
        f"{_bytes(log)} a day",
        f"{_bytes(rows)} a day",
        f"{ceil(service / _HOST_CORES):,}",
        f"{ceil(databases):,}",
        f"{ceil(chunks * _YEAR / _CONTAINER_OBJECTS):,}",
    )
    return f"| {' | '.join(cells)} |"


def _bytes(number: float) -> str:
    units = ["B", "kB", "MB", "GB", "TB"]
    while number >= 1000 and len(units) > 1:
        number /= 1000
        units.pop(0)
    return f"{number:.1f} {units[0]}"
