"""On PostgreSQL, what need not be sent at once goes along with what comes next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from peewee import IntegrityError

from db.database import Database
from db.tables.health import Heartbeats
from dds_upload.core.errors import RecordsUnavailable
from tests.house.setting import Lab


@pytest.fixture
def database(lab: Lab) -> Database:
    """One whose heartbeats nobody else writes."""
    return lab.database


@pytest.fixture
def sent(lab: Lab) -> Iterator[list[str]]:
    """What drivers are given: on PostgreSQL, a round trip each."""
    seen: list[str] = []
    lab.database.handle.query_hooks.append(lambda event: seen.append(event.sql))
    yield seen
    lab.database.handle.query_hooks.clear()


def beat(part: str, at: int = 1) -> object:
    return Heartbeats.insert(part=part, at=at)


def parts(database: Database) -> set[str]:
    return {row[0] for row in database.rows(Heartbeats.select(Heartbeats.part).tuples())}


def test_what_is_run_later_is_seen_by_the_next_statement(database: Database) -> None:
    with database.transaction():
        database.run_later(beat("a"))
        database.run_later(beat("b"))
        assert parts(database) == {"a", "b"}
    assert parts(database) == {"a", "b"}


def test_a_transaction_of_three_writes_is_one_round_trip(
    database: Database, sent: list[str]
) -> None:
    write_later(database, "a", "b", "c")
    assert database.is_sqlite or len(sent) == 1
    assert parts(database) == {"a", "b", "c"}


def test_a_transaction_in_which_nothing_happens_is_none(
    database: Database, sent: list[str]
) -> None:
    with database.transaction():
        pass
    with pytest.raises(KeyError), database.transaction():
        raise KeyError
    assert sent == []
    assert database.connections_in_use() == 0


def test_what_was_not_sent_is_gone_with_its_transaction(database: Database) -> None:
    with pytest.raises(KeyError):
        write_later(database, "a", error=KeyError)
    with pytest.raises(KeyError), database.transaction():
        write_at_once_and_later(database, "a", "b", KeyError)
    assert parts(database) == set()


def test_a_savepoint_takes_back_its_own_writes_only(database: Database) -> None:
    with database.transaction():
        database.run_later(beat("a"))
        with pytest.raises(KeyError):
            write_later(database, "b", error=KeyError)
        with database.transaction():
            database.run_later(beat("c"))
    assert parts(database) == {"a", "c"}


def test_a_savepoint_that_failed_leaves_a_transaction_that_works(database: Database) -> None:
    with database.transaction():
        database.run_later(beat("a"))
        with pytest.raises(IntegrityError), database.transaction():
            database.run(beat("a"))
        database.run_later(beat("b"))
    assert parts(database) == {"a", "b"}


def test_what_fails_later_fails_the_transaction(database: Database) -> None:
    database.run(beat("a"))
    with pytest.raises(IntegrityError):
        write_later(database, "b", "a")
    assert parts(database) == {"a"}


def test_without_a_transaction_it_is_run_at_once(database: Database) -> None:
    database.run_later(beat("a"))
    assert parts(database) == {"a"}


def test_a_server_that_left_meanwhile_is_told_of(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    database.sql("CREATE TABLE heartbeats (part TEXT PRIMARY KEY, at BIGINT NOT NULL)")
    with pytest.raises(RecordsUnavailable):
        write_to_nobody(database, other)
    assert parts(database) == set()
    assert database.connections_in_use() == 0
    database.close()
    other.close()


def write_later(database: Database, *names: str, error: type[Exception] | None = None) -> None:
    with database.transaction():
        for name in names:
            database.run_later(beat(name))
        if error is not None:
            raise error


def write_at_once_and_later(
    database: Database, now: str, later: str, error: type[Exception]
) -> None:
    database.run(beat(now))
    database.run_later(beat(later))
    raise error


def write_to_nobody(database: Database, other: Database) -> None:
    with database.transaction():
        (pid,) = database.sql("SELECT pg_backend_pid()").fetchone()
        other.sql("SELECT pg_terminate_backend(?)", (pid,))
        database.run_later(beat("a"))
