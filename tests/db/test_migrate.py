"""Migrations: forward on a filled database, by several processes at once, and nothing twice."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from peewee import ProgrammingError

from db import migrate as migrations
from db.database import Database
from db.migrate import difference, migrate
from db.writer_turn import WAIT_SECONDS
from dds_upload.core.errors import RecordsUnavailable
from dds_upload.core.settings.reading import ConfigurationError
from tests.house.rows import Rows
from tests.services.postgresql import PostgresServer

RELEASED = sorted(path.stem for path in migrations._FOLDER.glob("[0-9]*.py"))
SECOND = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE uploads ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
"""
BROKEN = SECOND + '    db.execute_sql("ALTER TABLE nothing ADD COLUMN colour TEXT")\n'


@pytest.fixture
def database_url(empty_url: str) -> str:
    """A database of the test's own, since its schema changes."""
    return empty_url


@pytest.fixture
def is_migrated() -> bool:
    """It is empty."""
    return False


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a release to come, which start with those of this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "_FOLDER", folder)
    return folder


def migrated_by_another_process(url: str) -> list[str]:
    database = Database(url)
    try:
        return migrate(database)
    finally:
        database.close()


def test_a_filled_database_is_left_alone(rows: Rows) -> None:
    upload, database = rows.upload(), rows.lab.database
    assert difference(database).pending == difference(database).unknown == []
    assert migrate(database) == []
    assert rows.get(upload.id) == upload


def test_a_filled_database_goes_forward(rows: Rows, folder: Path) -> None:
    upload, database = rows.upload(), rows.lab.database
    (folder / "9000_colour.py").write_text(SECOND)
    assert difference(database).pending == ["9000_colour"]
    assert migrate(database) == ["9000_colour"]
    assert migrate(database) == []
    assert database.sql("SELECT colour FROM uploads").fetchall() == [("red",)]
    assert rows.get(upload.id) == upload
    (folder / "9000_colour.py").unlink()
    assert difference(database).unknown == ["9000_colour"]


def test_a_migration_that_breaks_changes_nothing(rows: Rows, folder: Path) -> None:
    upload, database = rows.upload(), rows.lab.database
    (folder / "9000_colour.py").write_text(BROKEN)
    with pytest.raises((RecordsUnavailable, ProgrammingError)):
        migrate(database)
    assert difference(database).pending == ["9000_colour"]
    assert rows.get(upload.id) == upload
    (folder / "9000_colour.py").write_text(SECOND)
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)
    assert migrate(database) == ["9000_colour"]


def test_of_several_processes_at_once_one_migrates(empty_url: str) -> None:
    context = get_context("spawn" if sys.platform == "darwin" else "forkserver")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        done = list(pool.map(migrated_by_another_process, [empty_url] * 3))
    assert sorted(done) == [[], [], RELEASED]


def test_while_locked_runs_on_an_empty_database_too(empty_url: str) -> None:
    database, calls = Database(empty_url), []
    assert migrate(database, lambda: calls.append("called")) == RELEASED
    assert calls == ["called"]
    assert migrate(database) == []
    database.close()


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_new_database_that_cannot_hold_all_characters_is_refused(
    postgres_server: PostgresServer, encoding: str
) -> None:
    url = postgres_server.create_database(encoding=encoding)
    database = Database(url)
    with pytest.raises(ConfigurationError, match=f"{encoding}: create it with --encoding UTF8"):
        migrate(database)
    assert difference(database).pending == RELEASED
    database.close()
    postgres_server.drop_database(url)


def test_one_that_is_in_use_already_goes_on(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_server.create_database(encoding="SQL_ASCII")
    database = Database(url)
    monkeypatch.setattr(migrations, "_check_encoding", lambda database: None)
    assert migrate(database) == RELEASED
    monkeypatch.undo()
    assert migrate(database) == []
    database.close()
    postgres_server.drop_database(url)


def test_sqlite_waits_for_its_one_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/dds.db")
    assert database.sql("PRAGMA busy_timeout").fetchone() == (WAIT_SECONDS * 1000,)
    assert database.sql("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.sql("PRAGMA foreign_keys").fetchone() == (1,)
    database.close()
