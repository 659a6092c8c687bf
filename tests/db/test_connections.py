"""Connections: held for a query or a transaction and no longer, and replaced once they ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import peewee
import pytest

from db.composed import Composed
from db.database import Database
from db.migrate import difference
from db.tables.uploads import Uploads
from dds_upload.commands.words import words_for
from dds_upload.core.errors import RecordsUnavailable
from tests.db.backends import backend, end_backend
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.services.ports import LOOPBACK, ReservedPort


def test_one_that_is_sound_is_used_again(database: Database) -> None:
    assert backend(database) == backend(database)


def test_one_that_the_server_has_ended_is_replaced_before_it_fails(
    database: Database, postgres_url: str
) -> None:
    idle = backend(database)
    end_backend(postgres_url, idle)
    assert backend(database) != idle


def test_sqlite_flushes_each_commit_to_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/any.db")
    modes = [database.sql(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")]
    assert modes == [("wal",), (2,)]
    database.close()


ROWS = "SELECT 1 UNION SELECT 2 UNION SELECT 3"
COMPOSED = Composed(lambda id: Uploads.select().where(Uploads.id == id))
WAYS: dict[str, Callable[[Database], Any]] = {
    "rows": lambda it: it.rows(Uploads.select()),
    "first": lambda it: it.first(Uploads.select()),
    "composed": lambda it: it.first(COMPOSED(id=uuid4())),
    "count": lambda it: it.count(Uploads.select()),
    "run": lambda it: it.run(Uploads.update(name="mice").where(Uploads.id == uuid4())),
    "sql": lambda it: it.sql(ROWS),
    "the schema": difference,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_after_a_query_none_is_held(lab: Lab, way: Callable[[Database], Any]) -> None:
    way(lab.database)
    assert lab.database.connections_in_use() == 0
    with lab.database.transaction():
        for _ in range(2):
            way(lab.database)
            assert lab.database.connections_in_use() == 1
    assert lab.database.connections_in_use() == 0


def test_none_is_held_after_a_query_that_failed(rows: Rows) -> None:
    database, upload = rows.lab.database, rows.upload()

    def fail() -> None:
        database.sql("INSERT INTO uploads SELECT * FROM uploads")

    def fail_inside() -> None:
        with database.transaction():
            database.run(Uploads.update(name="new").where(Uploads.id == upload.id))
            fail()

    for attempt in (fail, fail_inside):
        with pytest.raises(peewee.IntegrityError):
            attempt()
        assert database.connections_in_use() == 0
    assert rows.get(upload.id) == upload


def test_a_transaction_keeps_its_own_while_others_work(rows: Rows) -> None:
    """What it wrote is seen by itself alone until it ends, whatever connections others have."""
    database, upload = rows.lab.database, rows.upload()
    name = "SELECT name FROM uploads WHERE id = ?"

    def seen() -> object:
        return database.sql(name, (upload.id.hex,)).fetchone()[0]

    with ThreadPoolExecutor(1) as other:
        with database.transaction():
            database.run(Uploads.update(name="new").where(Uploads.id == upload.id))
            with database.transaction():
                assert seen() == "new"
            assert database.connections_in_use() == 1
            assert other.submit(seen).result(30) == upload.name
            assert seen() == "new"
        assert other.submit(seen).result(30) == "new"


def test_what_was_read_is_complete_when_others_have_the_connection(lab: Lab) -> None:
    found = lab.database.sql(ROWS)
    with ThreadPoolExecutor(1) as other:
        other.submit(lab.database.sql, "SELECT 4").result(30)
    lab.database.close()
    assert sorted(found.fetchall()) == [(1,), (2,), (3,)]


@pytest.fixture
def small(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Database]]:
    """Opens a database with so many connections, for which threads wait so many seconds."""
    with ExitStack() as opened:

        def open_small(most: int, seconds: float) -> Database:
            bounds = {"max_connections": most, "timeout": seconds, "stale_timeout": 600}
            monkeypatch.setattr("db.database._POOL", bounds)
            return opened.enter_context(closing(Database(postgres_url)))

        yield open_small


def test_more_threads_than_connections_take_turns(small: Callable[..., Database]) -> None:
    database = small(2, 30)

    def ask(number: int) -> object:
        return database.sql("SELECT ?, pg_sleep(0.01)", (number,)).fetchone()[0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(40))) == list(range(40))
    other = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    assert database.sql(other).fetchone()[0] <= 2


def test_a_thread_that_gets_none_in_time_is_told_so(small: Callable[..., Database]) -> None:
    database = small(1, 0.1)
    with database.transaction(), ThreadPoolExecutor(1) as pool:
        database.check()
        with pytest.raises(RecordsUnavailable, match="became free"):
            pool.submit(database.check).result()
    database.check()


def test_many_threads_share_a_few(lab: Lab) -> None:
    def ask(number: int) -> int:
        answers = {lab.database.sql(f"SELECT {number}").fetchone()[0] for _ in range(20)}
        assert answers == {number}
        return lab.database.connections_in_use()

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(ask, range(40))) <= 8
    assert lab.database.connections_in_use() == 0


def test_a_command_says_in_one_line_why_the_database_does_not_answer() -> None:
    with closing(ReservedPort()) as nobody:
        database = Database(f"postgresql://dds:confidential@{LOOPBACK}:{nobody.number}/dds")
        with pytest.raises(RecordsUnavailable) as error:
            database.sql("SELECT 1")
    said = words_for(error.value)
    assert said.startswith("the database did not answer: ")
    assert f"port {nobody.number} failed" in said
    assert "\n" not in said
    assert "confidential" not in said
