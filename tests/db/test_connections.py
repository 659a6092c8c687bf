"""Connections to PostgreSQL that end while nobody uses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.database import Database


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    found = Database(postgres_url)
    yield found
    found.close()


def backend(database: Database) -> int:
    """Which of the server's processes answers; the connection goes back to the pool."""
    (found,) = database.sql("SELECT pg_backend_pid()").fetchone()
    database.release()
    return int(found)


def test_one_that_is_sound_is_used_again(database: Database) -> None:
    assert backend(database) == backend(database)


def test_one_that_the_server_has_ended_is_replaced_before_it_fails(
    database: Database, postgres_url: str
) -> None:
    idle = backend(database)
    other = Database(postgres_url)
    other.sql("SELECT pg_terminate_backend(?, 5000)", (idle,))
    other.close()
    assert backend(database) != idle
