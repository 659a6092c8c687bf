"""The service that the client's tests share, and users at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.desk import Desk
from tests.client.mischief import Mischief, between
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import on_local, on_swift
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer


@pytest.fixture(scope="package")
def client_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Local disk and SQLite; a file has at most ten chunks of a million bytes."""
    with on_local(tmp_path_factory.mktemp("client-service")) as installation:
        yield installation


@pytest.fixture(scope="package")
def client_user(client_service: Installation) -> User:
    """A user of it."""
    return client_service.create_user("researcher")


@pytest.fixture
def desk(client_service: Installation, client_user: User, tmp_path: Path) -> Desk:
    """That user, with a home and a project that no other test has."""
    return Desk.at(client_service, client_user, tmp_path / "home")


@pytest.fixture
def mischief(client_service: Installation) -> Iterator[Mischief]:
    """A proxy in front of it, which counts, and does what a test tells it to."""
    with between(client_service.url) as proxy:
        yield proxy


@pytest.fixture
def watched(
    client_service: Installation, client_user: User, mischief: Mischief, tmp_path: Path
) -> Desk:
    """That user, behind the proxy."""
    desk = Desk.at(client_service, client_user, tmp_path / "home")
    desk.url = f"{mischief.url}/api/v1"
    desk.sign_in()
    return desk


@pytest.fixture(scope="package")
def swift_service(
    tmp_path_factory: pytest.TempPathFactory,
    swift_server: SwiftServer,
    postgres_server: PostgresServer,
) -> Iterator[Installation]:
    """Swift and PostgreSQL, with the same limits; clients send to Swift itself."""
    folder = tmp_path_factory.mktemp("client-swift")
    with on_swift(folder, swift_server, postgres_server) as installation:
        yield installation


@pytest.fixture
def swift_desk(swift_service: Installation, tmp_path: Path) -> Desk:
    """A user there."""
    user = swift_service.create_user(f"user-{tmp_path.name}"[-60:])
    return Desk.at(swift_service, user, tmp_path / "home")
