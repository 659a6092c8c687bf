"""What a step of the service costs, if the service runs in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2

from benchmarks.processes import family
from db.database import Database
from tests.services.postgresql import PostgresServer

_NANO = 1e-9


@dataclass(frozen=True, slots=True)
class Spent:
    """On one step: seconds until it was done, seconds of CPU time, and what the database did.

    `waited` are the seconds in which the service waited for statements, of which there are so many;
    `log` is in bytes.
    """

    seconds: float
    service: float
    postgresql: float
    swift: float
    log: float
    statements: float
    waited: float

    def __truediv__(self, number: int) -> Spent:
        """Of each of so many equal steps."""
        return Spent(*(value / number for value in astuple(self)))


def middle_of(spent: Sequence[Spent]) -> Spent:
    """The median of each."""
    return Spent(*map(median, zip(*map(astuple, spent), strict=True)))


class Meter:
    """Of the service over one database, and of other servers that work for it."""

    def __init__(
        self, server: PostgresServer, url: str, database: Database, swift: Sequence[int] = ()
    ) -> None:
        """`database` is the service's own, at that URL; `swift` are the processes of a Swift."""
        self._server, self._url = server, url
        self._database, self._swift = database, swift

    def spent(self, step: Callable[[], object]) -> Spent:
        """What the step costs; the rest of this process and of PostgreSQL should be idle."""
        leaders = [self._server.pid], self._swift
        with _timed(self._database) as times:
            log, (postgresql, swift) = self._log(), map(run_of, leaders)
            own, began = time.process_time(), time.perf_counter()
            step()
            seconds, service = time.perf_counter() - began, time.process_time() - own
        return Spent(
            seconds=seconds,
            service=service,
            postgresql=run_since(postgresql, leaders[0]),
            swift=run_since(swift, leaders[1]),
            log=self._log() - log,
            statements=len(times),
            waited=sum(times),
        )

    def _log(self) -> float:
        with closing(psycopg2.connect(self._url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
            return float(cursor.fetchall()[0][0])


#: Those that have rows themselves: a table in partitions has theirs.
_TABLES = """
SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def rows_of(url: str) -> int:
    """How many rows are in all tables of a database."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLES)
        counts = [f"(SELECT count(*) FROM {table})" for (table,) in cursor.fetchall()]
        cursor.execute(f"SELECT {' + '.join(counts)}")
        return int(cursor.fetchall()[0][0])


@contextmanager
def _timed(database: Database) -> Iterator[list[float]]:
    """The seconds of each statement; the time of planning one, once a connection, is left out."""
    times: list[float] = []
    handle = database.handle
    run = handle.execute_sql

    def timed(sql: str, *args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        result = run(sql, *args, **kwargs)
        if not sql.startswith("PREPARE ") and sql != "COMMIT":
            times.append(time.perf_counter() - began)
        return result

    handle.execute_sql = timed
    try:
        yield times
    finally:
        del handle.execute_sql


#: Seconds for which each of some processes has run so far.
Run = Mapping[int, float]


def run_of(leaders: Iterable[int]) -> Run:
    """Of processes and their children, in nanoseconds: `cpu_seconds` has but hundredths."""
    return {pid: _ran(pid) for leader in leaders for pid in family(leader)}


def run_since(before: Run, leaders: Iterable[int]) -> float:
    """Seconds for which those that are still there have run since then."""
    return sum(max(ran - before.get(pid, 0.0), 0.0) for pid, ran in run_of(leaders).items())


def _ran(pid: int) -> float:
    total = 0
    for stat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(stat.read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total * _NANO
