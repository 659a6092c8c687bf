"""Each test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.database import Database
from tests.accounts.setting import DATABASES, Accounts, open_database


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty, migrated database."""
    yield from open_database(request, tmp_path)


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """Return the account operations on it."""
    return Accounts(database)
