"""A database of PostgreSQL without an installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from db.database import Database


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """An empty one."""
    with closing(Database(postgres_url)) as found:
        yield found
