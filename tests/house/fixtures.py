"""Pytest fixtures for the whole service on each kind of database, with the local provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from typing import Protocol

import pytest

from dds_upload.core.content.processing import Processors
from dds_upload.core.storage.abilities import Abilities
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions, Switches
from tests.house.client import Api
from tests.house.rows import Rows
from tests.house.setting import SMALL, Lab, open_lab, settings_for
from tests.providers.raw import RawLocal
from tests.services.postgresql import PostgresServer
from tests.services.postgresql_again import ReusedDatabase


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the migrated databases of an installation on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder)).close()
    return folder


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReusedDatabase]:
    """A migrated database of PostgreSQL for one test after another."""
    template = postgres_server.create_database()
    open_lab(settings_for(template, tmp_path_factory.mktemp("migrated"))).close()
    database = ReusedDatabase(postgres_server, template)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A migrated SQLite of this test's own: for what is the same on any database."""
    copytree(migrated_sqlite, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path}/dds.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database for this test alone, once of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    database: ReusedDatabase = request.getfixturevalue("migrated_postgresql")
    return database.as_new()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, once of each kind; whatever is done to it stays in the test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def is_migrated() -> bool:
    """Whether `database_url` is a copy of a database that was migrated for small limits."""
    return True


class OpenLab(Protocol):
    """Opens the service over the test's own database; parts as in open_lab."""

    def __call__(
        self,
        environ: Mapping[str, str] = ...,
        abilities: Abilities | None = ...,
        processors: Processors | None = ...,
        *,
        patience: float = ...,
    ) -> Lab: ...


@pytest.fixture
def open_again(database_url: str, is_migrated: bool, tmp_path: Path) -> Iterator[OpenLab]:
    """Opens the service as often as a test likes, always over the same database."""
    is_as_copied = is_migrated
    with ExitStack() as opened:

        def open_one(
            environ: Mapping[str, str] = SMALL,
            abilities: Abilities | None = None,
            processors: Processors | None = None,
            *,
            patience: float = 0,
        ) -> Lab:
            nonlocal is_as_copied
            settings = settings_for(database_url, tmp_path, environ)
            prepared = is_as_copied and environ == SMALL
            lab = open_lab(settings, abilities, processors, patience=patience, prepared=prepared)
            is_as_copied = False
            opened.callback(lab.close)
            return lab

        yield open_one


@pytest.fixture
def lab(open_again: OpenLab) -> Lab:
    """The service with small limits on the local provider."""
    return open_again()


@pytest.fixture
def rows(lab: Lab) -> Rows:
    """The database of `lab`, with a user and a provider, to be worked on without operations."""
    return Rows(lab)


@pytest.fixture
def api(lab: Lab) -> Api:
    """A client for a plain user."""
    return client(lab, "researcher")


@pytest.fixture
def project(api: Api) -> str:
    """A project of that user that is ready for uploads."""
    return api.project()


@pytest.fixture
def local_storage(lab: Lab) -> RawLocal:
    """What the default provider of `lab` has on its disk."""
    return RawLocal(lab.root)


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A client of a service that tests share: for what no database can change."""
    folder = tmp_path_factory.mktemp("wire")
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    yield client(lab, "researcher")
    lab.close()


@pytest.fixture
def wire_project(wire: Api) -> str:
    """A project of its own on the shared service."""
    return wire.project()


@pytest.fixture
def memory_switches() -> Switches:
    """Turns the storage of `memory_lab` off and on."""
    return Switches()


@pytest.fixture
def memory_lab(open_again: OpenLab, memory_switches: Switches) -> Lab:
    """The service with small limits, storing in memory."""
    return open_again(abilities=build_memory(MemoryOptions(switches=memory_switches)))


def client(lab: Lab, username: str, *, admin: bool = False) -> Api:
    """A client for a new user."""
    created = lab.accounts.users.create(username, is_admin=admin)
    return Api(lab, created.api_token.reveal())
