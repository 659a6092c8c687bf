"""Statements that PostgreSQL plans once for each connection, and SQLite takes as they are."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from db.database import Database
from db.statements import Statement
from tests.db.backends import backend, end_backend

SUM = Statement("SELECT CAST(? AS bigint) + CAST(? AS bigint)")
PLANNED = "SELECT count(*) FROM pg_prepared_statements WHERE name = ?"


def planned(database: Database) -> int:
    """How many plans the connection keeps for SUM."""
    (found,) = database.sql(PLANNED, (SUM.name,)).fetchone()
    return int(found)


def test_a_statement_is_planned_once_a_connection(database: Database) -> None:
    assert [database.sql(SUM, (1, 2)).fetchone(), database.sql(SUM, (3, 4)).fetchone()] == [
        (3,),
        (7,),
    ]
    assert planned(database) == 1


def test_a_statement_is_planned_anew_where_its_connection_was_replaced(
    database: Database, postgres_url: str
) -> None:
    database.sql(SUM, (1, 2))
    end_backend(postgres_url, backend(database))
    assert database.sql(SUM, (3, 4)).fetchone() == (7,)
    assert planned(database) == 1


def test_a_plan_outlives_the_transaction_that_failed(database: Database) -> None:
    with suppress(ZeroDivisionError), database.transaction():
        database.sql(SUM, (1, 2))
        raise ZeroDivisionError
    assert database.sql(SUM, (3, 4)).fetchone() == (7,)


def test_behind_a_pooler_nothing_is_left_with_the_connection(postgres_url: str) -> None:
    database = Database(postgres_url, prepare=False)
    assert database.sql(SUM, (1, 2)).fetchone() == (3,)
    assert planned(database) == 0
    database.close()


TWICE = Statement("SELECT CAST(?2 AS bigint) - CAST(?1 AS bigint), CAST(?2 AS bigint)")


@pytest.mark.parametrize("prepare", [True, False])
def test_a_parameter_may_stand_in_several_places(postgres_url: str, prepare: bool) -> None:
    database = Database(postgres_url, prepare=prepare)
    assert database.sql(TWICE, (1, 3)).fetchone() == (2, 3)
    database.close()


def test_so_it_may_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/any.db")
    assert database.sql(TWICE, (1, 3)).fetchone() == (2, 3)
    database.close()


def test_sqlite_takes_the_same_statement(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/any.db")
    assert database.sql(SUM, (1, 2)).fetchone() == (3,)
    database.close()
