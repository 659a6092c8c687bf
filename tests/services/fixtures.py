"""Pytest fixtures for the servers: each starts when first asked for, once per worker process.

Keystone, which takes seconds to start, is the same for all workers of a run, with its Swift.

A plugin module: name it in `pytest_plugins`. Nothing here is reset between tests, except that
every test has a database of its own; use a container of a fresh name for the like in Swift.
"""

from collections.abc import Iterator

import pytest

from tests.services.cloud import Cloud, CloudServer
from tests.services.folders import open_folder
from tests.services.identity import Identity
from tests.services.once import shared
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer


@pytest.fixture(scope="session")
def swift_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """Return a running Swift that all tests of this worker share."""
    with SwiftServer(tmp_path_factory.mktemp("swift")) as server:
        yield server


@pytest.fixture(scope="session")
def swift_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """Return a running Swift of three nodes that the tests of this worker share.

    A test that stops a node starts it again.
    """
    with SwiftServer(tmp_path_factory.mktemp("swift-nodes"), nodes=3, answering=5) as server:
        yield server


@pytest.fixture(scope="session")
def cloud(pytestconfig: pytest.Config) -> Cloud:
    """Return the Keystone and the Swift behind it that all tests of this run share."""
    found: Cloud = shared(pytestconfig, CloudServer)
    return found


@pytest.fixture(scope="session")
def identity(cloud: Cloud) -> Identity:
    """Return that Keystone for its administrator; a test makes users and projects of its own."""
    return cloud.identity()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Return a running PostgreSQL that all tests of this worker share."""
    with open_folder("postgresql") as folder, PostgresServer(folder) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the URL of an empty database, dropped after the test."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)
