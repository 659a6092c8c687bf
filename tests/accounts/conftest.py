"""Each test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.database import Database
from tests.accounts.setting import Accounts, Command, command_line, opened


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a migrated database without users."""
    with opened(database_url) as database:
        yield database


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """Return the account operations on it."""
    return Accounts(database)


@pytest.fixture
def command(accounts: Accounts) -> Command:
    """Return a function that runs one command line and gives its exit code."""
    return command_line(accounts)
