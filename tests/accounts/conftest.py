"""Each test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.database import Database
from tests.accounts.setting import Accounts, Command, command_line, opened
from tests.house.setting import settings_for


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a migrated database without users."""
    with opened(database_url) as database:
        yield database


@pytest.fixture
def accounts(database: Database, database_url: str, tmp_path: Path) -> Accounts:
    """Return the account operations on it."""
    return Accounts(settings_for(database_url, tmp_path), database)


@pytest.fixture
def command(accounts: Accounts) -> Command:
    """Return a function that runs one command line and gives its exit code."""
    return command_line(accounts)
