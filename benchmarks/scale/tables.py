"""PostgreSQL as uploads and chunks grow: the schema as it is, beside a copy in partitions.

Both have the same rows. The service runs in this process and keeps bytes in memory, so that only it
and PostgreSQL work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2

from benchmarks.bench import CHUNKS_MAX, MIB, Bench, in_turn
from benchmarks.costs import COMPLETION_POSTGRESQL, LOG_OF_COMPLETION
from benchmarks.findings import SCALE, Finding
from benchmarks.finishing import BYTE_DIGEST
from benchmarks.scale.filling import CHUNKS, fill_tables
from benchmarks.scale.meter import Meter, Spent, middle_of
from benchmarks.scale.partitions import PARTITIONS, partition
from benchmarks.scale.steps import announce, complete
from dds_upload.core.storage.layout import chunk_key
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for
from tests.services.postgresql import PostgresServer
from tests.services.processes import Closing

#: Chunks in the table: at first, at 10 and at 100 times that.
_SIZES, _SIZES_QUICK = (20_000, 200_000, 2_000_000), (2_000, 4_000)

#: A round grants so many chunks, over so many uploads in turn; and completes one upload.
_GRANTS, _UPLOADS = 300, 16
_ROUNDS = 5

#: One in so many uploads expires before tables are vacuumed.
_EXPIRED = 100
_EXPIRE = f"""
DELETE FROM chunks WHERE upload_id IN
    (SELECT id FROM uploads WHERE hashtext(id::text) % {_EXPIRED} = 0)
"""

_LIMITS = {
    "LOCAL_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
    "LOCAL_CHUNK_MAX_SIZE_BYTES": str(128 * MIB),
}


class Store(Closing):
    """A service over one database, with a project."""

    def __init__(self, server: PostgresServer, folder: Path, *, is_partitioned: bool) -> None:
        """In a new database of that server; the service has `folder` for itself."""
        self.url = server.create_database()
        settings = settings_for(self.url, folder, _LIMITS)
        self._lab: Lab = open_lab(settings, build_memory(MemoryOptions()), patience=60)
        if is_partitioned:
            partition(self.url)
        self._meter = Meter(server, self.url, self._lab.database)
        self._api = client(self._lab, "bench")
        self._project = self._api.project()
        self._model = self._api.upload(self._project, CHUNKS_MAX * MIB)
        self._api.offer(self._model, 1, MIB)
        self._chunks = 0

    def close(self) -> None:
        """End the service."""
        self._lab.close()

    def grow_to(self, chunks: int) -> None:
        """Add uploads of the past."""
        fill_tables(self.url, self._model, chunks - self._chunks)
        self._chunks = chunks

    def grants(self) -> Spent:
        """What one costs, of a round of them."""
        made = [self._api.upload(self._project, CHUNKS_MAX * MIB) for _ in range(_UPLOADS)]
        for upload in made:
            self._api.offer(upload, 0, MIB)
        numbers = count(1)

        def grant() -> None:
            for n in range(_GRANTS):
                self._api.offer(made[n % _UPLOADS], next(numbers), MIB)

        return self._meter.spent(grant) / _GRANTS

    def completion(self) -> Spent:
        """What it costs to complete an upload of CHUNKS chunks."""
        upload = self._api.upload(self._project, CHUNKS)
        announce(self._api, upload)
        self._keep(UUID(upload))
        return self._meter.spent(lambda: complete(self._api, upload))

    def vacuum(self) -> Spent:
        """What it costs after uploads have expired."""
        with self._connected() as cursor:
            cursor.execute(_EXPIRE)
            cursor.execute("CHECKPOINT")
            return self._meter.spent(lambda: cursor.execute("VACUUM chunks"))

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives, if it gives any."""
        with self._connected() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            yield cursor

    def _keep(self, upload: UUID) -> None:
        """Have the bytes of its chunks in storage."""
        store = self._lab.providers.default.abilities.store
        for number in range(CHUNKS):
            key = chunk_key(self._project, upload, number, BYTE_DIGEST)
            store.put(key, [b"x"], size=1, digest=BYTE_DIGEST, algorithm="md5")


_COMPLETING = f"completing {CHUNKS:,} chunks"

#: What is measured, by what it is called.
_STEPS: dict[str, Callable[[Store], Spent]] = {
    "a grant": Store.grants,
    _COMPLETING: Store.completion,
}


def of_postgresql(bench: Bench) -> Iterator[Finding]:
    """For each size grants and completions, at the end sizes and vacuum."""
    sizes = _SIZES_QUICK if bench.is_quick else _SIZES
    rounds = min(bench.rounds, _ROUNDS)
    with ExitStack() as stack:
        plain, parted = (
            stack.enter_context(Store(bench.postgres, bench.folder / name, is_partitioned=parted))
            for name, parted in (("plain", False), ("parted", True))
        )
        spent: dict[str, list[Sequence[Spent]]] = {name: [] for name in _STEPS}
        for size in sizes:
            for store in (plain, parted):
                store.grow_to(size)
            for name, step in _STEPS.items():
                pairs = in_turn(rounds, partial(step, plain), partial(step, parted))
                spent[name].append([own for own, _ in pairs])
                yield _beside(f"PostgreSQL, {size:,} chunks: CPU of {name}", pairs)
        for name, own in spent.items():
            yield _grown(name, own[0], own[-1], sizes)
        completed = spent[_COMPLETING][-1]
        yield Finding(COMPLETION_POSTGRESQL, [it.postgresql * 1e3 for it in completed], unit="ms")
        yield Finding(LOG_OF_COMPLETION, [it.log for it in completed], unit="bytes")
        yield from _sizes(plain, parted)
        yield _beside(
            f"PostgreSQL, {sizes[-1]:,} chunks: CPU of a vacuum when one in {_EXPIRED} has expired",
            [(plain.vacuum(), parted.vacuum())],
        )


Pair = tuple[Spent, ...]


def _beside(row: str, pairs: Sequence[Pair]) -> Finding:
    own, other = (middle_of([it[which] for it in pairs]) for which in (0, 1))
    waited = f"waited {other.waited * 1e3:.2f} of {own.waited * 1e3:.2f} ms; " if own.waited else ""
    note = (
        f"{other.postgresql * 1e3:.2f} of {own.postgresql * 1e3:.2f} ms; {waited}"
        f"log {other.log:,.0f} of {own.log:,.0f} bytes"
    )
    values = [parted.postgresql / plain.postgresql for plain, parted in pairs]
    row = f"{row} in {PARTITIONS} partitions, of that in one table"
    return Finding(row, values, note=note, place=SCALE)


def _grown(
    name: str, early: Sequence[Spent], late: Sequence[Spent], sizes: Sequence[int]
) -> Finding:
    before, after = (middle_of(it).postgresql * 1e3 for it in (early, late))
    return Finding(
        f"PostgreSQL: CPU of {name} with {sizes[-1]:,} chunks, of that with {sizes[0]:,}",
        [after / before],
        note=f"{after:.2f} of {before:.2f} ms",
        place=SCALE,
    )


_SIZE = """
SELECT SUM({0}(oid)) / (SELECT count(*) FROM chunks) FROM pg_class
WHERE relkind = 'r' AND relname ~ '^chunks(_[0-9]+)?$'
"""
_IN_PLACE = """
SELECT SUM(n_tup_hot_upd) / SUM(n_tup_upd) FROM pg_stat_user_tables
WHERE relname = 'uploads'
"""


def _sizes(plain: Store, parted: Store) -> Iterator[Finding]:
    table, index = (_SIZE.format(f"pg_{it}_size") for it in ("table", "indexes"))
    for what, sql in (("a chunk in the table", table), ("a chunk in its index", index)):
        own, other = (float(it.run(sql)[0][0]) for it in (plain, parted))
        note = f"{other:.0f} in {PARTITIONS} partitions"
        yield Finding(f"PostgreSQL: {what}", [own], unit="bytes", note=note, place=SCALE)
    in_place = float(plain.run(_IN_PLACE)[0][0])
    what = "PostgreSQL: part of the writes of uploads that leave indexes alone"
    yield Finding(what, [in_place], place=SCALE)
