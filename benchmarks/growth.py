"""What grants make a database write, and how long they take as its tables grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from statistics import median

import psycopg2

from benchmarks.bench import Bench
from benchmarks.costs import ROW
from benchmarks.findings import Finding, at_most
from benchmarks.targets import MANY, ONE, Target, rounds_of


def log_of_grants(
    bench: Bench, row: str, service: Target, url: str, most: int | None = None
) -> Finding:
    """The bytes that PostgreSQL has to bring to its disk before one is answered."""
    values = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True

        def written() -> int:
            cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
            (found,) = cursor.fetchall()[0]
            return int(found)

        cursor.execute("CHECKPOINT")
        service.sample(MANY, bench.seconds, most)  # after a checkpoint whole pages are logged
        for _ in range(3):
            before = written()
            sample = service.sample(MANY, bench.seconds, most)
            values.append((written() - before) / len(sample.measured.seconds))
    return Finding(row, values, unit="bytes")


def as_the_table_grows(
    bench: Bench, base: Target, service: Target, upload: str, url: str
) -> Iterator[Finding]:
    """The time of a grant before and after its table grew; the floor's tells what else changed."""
    before = rounds_of(bench, base, service, ONE)
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(_GROW, (upload, _GROWN))
        cursor.execute("VACUUM ANALYZE chunks")
        cursor.execute("SELECT pg_total_relation_size('chunks') / count(*) FROM chunks")
        (size,) = cursor.fetchall()[0]
    yield Finding(ROW, [float(size)], unit="bytes")
    after = rounds_of(bench, base, service, ONE)
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
