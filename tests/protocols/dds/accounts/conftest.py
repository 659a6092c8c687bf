"""A database without users, and the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dds_upload.operations.accounts.users import CreatedUser
from tests.accounts.setting import opened
from tests.house.setting import settings_for
from tests.protocols.dds.accounts.api import Api


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Return the API on a database without users."""
    with opened(database_url) as database:
        yield Api(settings_for(database_url, tmp_path), database)


@pytest.fixture
def ada(api: Api) -> CreatedUser:
    """Return a user."""
    return api.accounts.users.create("ada", full_name="Ada Lovelace", email="ada@example.org")
