"""Connections are shared by threads: bounded in number and in age, and waited for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest

from db.database import Database
from db.pool import Bounds
from dds_upload.core.errors import RecordsUnavailable
from tests.house.setting import Lab

TWO = Bounds(most=2, patience=30, age=600)
IMPATIENT = Bounds(most=1, patience=0.05, age=600)
SHORT_LIVED = Bounds(most=2, patience=30, age=0)


@pytest.fixture
def url(lab: Lab) -> str:
    return lab.settings.database_url.reveal()


def opened(url: str, bounds: Bounds, patch: pytest.MonkeyPatch) -> Database:
    patch.setattr("db.database._BOUNDS", bounds)
    return Database(url)


@pytest.fixture
def two(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    with closing(opened(url, TWO, monkeypatch)) as database:
        yield database


def test_more_threads_than_connections_wait_for_each_other(two: Database) -> None:
    in_use: list[int] = []

    def ask(number: int) -> None:
        with two.transaction():
            assert two.sql(f"SELECT {number}").fetchone() == (number,)
            in_use.append(two.connections_in_use())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(200)))
    assert max(in_use) <= 2
    assert two.connections_in_use() == 0


def test_who_waits_in_vain_is_told_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held, goes_on = Event(), Event()

    def hold(database: Database) -> None:
        with database.transaction():
            database.check()
            held.set()
            goes_on.wait(30)

    with closing(opened(url, IMPATIENT, monkeypatch)) as database, ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold, database)
        assert held.wait(30)
        with pytest.raises(RecordsUnavailable):
            database.check()
        goes_on.set()
        holding.result(30)
        database.check()


def test_one_that_became_old_is_not_used_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(opened(url, SHORT_LIVED, monkeypatch)) as database:
        for _ in range(3):
            database.check()
            assert len(database.handle._opened) == 0


def test_one_that_cannot_be_opened_takes_no_place(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(url, IMPATIENT, monkeypatch)) as database:
        connect = database.handle._connect

        def fail() -> None:
            raise OSError("no way there")

        database.handle._connect = fail
        with pytest.raises(OSError, match="no way there"):
            database.check()
        database.handle._connect = connect
        database.check()
