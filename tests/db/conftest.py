"""Each test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.house.rows import Rows
from tests.house.setting import Lab


@pytest.fixture
def rows(lab: Lab) -> Rows:
    """A migrated database with a user and a provider."""
    return Rows(lab)
