"""Pytest fixtures for the whole service on each kind of database, with the local provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.client import Api
from tests.house.setting import Lab, open_lab, settings_for
from tests.services.postgresql import PostgresServer


@pytest.fixture(scope="session")
def migrated_database(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A migrated PostgreSQL database, to be copied: that is quicker than migrating."""
    url = postgres_server.create_database()
    open_lab(settings_for(url, tmp_path_factory.mktemp("template"))).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/dds.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(template=request.getfixturevalue("migrated_database"))
    yield url
    server.drop_database(url)


@pytest.fixture
def lab(database_url: str, tmp_path: Path) -> Iterator[Lab]:
    """The service with small limits on the local provider."""
    lab = open_lab(settings_for(database_url, tmp_path))
    yield lab
    lab.close()


@pytest.fixture
def api(lab: Lab) -> Api:
    """A client for a plain user."""
    return client(lab, "researcher")


@pytest.fixture
def project(api: Api) -> str:
    """A project of that user that is ready for uploads."""
    return api.project()


def client(lab: Lab, username: str, *, admin: bool = False) -> Api:
    """A client for a new user."""
    created = lab.accounts.users.create(username, is_admin=admin)
    return Api(lab, created.api_token.reveal())
