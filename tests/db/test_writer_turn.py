"""The threads of a process become the one writer of SQLite in turn, and wait only so long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from db.database import Database
from dds_upload.core.errors import RecordsUnavailable


def test_threads_write_to_sqlite_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path}/any.db")
    monkeypatch.setattr("db.writer_turn.WAIT_SECONDS", 0.05)

    def write() -> None:
        with database.transaction(), database.transaction():
            database.sql("SELECT 1")

    with ThreadPoolExecutor(1) as other:
        with database.transaction(), pytest.raises(RecordsUnavailable):
            other.submit(write).result()
        other.submit(write).result()
    database.close()


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that another program keeps locked, so that a thread waited for it in vain."""
    monkeypatch.setattr("db.database.WAIT_SECONDS", 0.05)
    monkeypatch.setattr("db.writer_turn.WAIT_BEHIND_SECONDS", 0)
    database = Database(f"sqlite:///{tmp_path}/any.db")
    database.check()
    with closing(sqlite3.connect(tmp_path / "any.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailable, match="did not answer"), database.transaction():
            pass
        yield database
    database.close()


def test_where_another_program_keeps_sqlite_locked_one_thread_waits_and_the_rest_are_refused(
    locked: Database,
) -> None:
    def refused() -> None:
        with pytest.raises(RecordsUnavailable, match="threads before"), locked.transaction():
            pass

    with ThreadPoolExecutor(1) as rest, locked._writer.held():
        rest.submit(refused).result(timeout=5)  # half of what a thread waits otherwise
        assert locked.sql("SELECT 1").fetchone() == (1,)


def test_threads_wait_for_each_other_again_once_one_could_write(
    locked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Database(f"sqlite:///{tmp_path}/free.db")) as free:
        monkeypatch.setattr(locked, "handle", free.handle)
        with locked.transaction():
            locked.sql("SELECT 1")
        began = Event()

        def write() -> None:
            began.set()
            with locked.transaction():
                locked.sql("SELECT 1")

        with ThreadPoolExecutor(1) as other:
            with locked.transaction():
                waiting = other.submit(write)
                began.wait()
            waiting.result()
