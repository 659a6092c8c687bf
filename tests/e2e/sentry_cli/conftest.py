"""Installations with limits that can be reached, and a developer with a project there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.installation import Installation, User
from tests.e2e.kinds import on_local, on_swift
from tests.e2e.sentry_cli.limits import (
    CHUNK_SETTINGS,
    POLICY,
)
from tests.e2e.sentry_desk import SentryDesk
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer


def _policy(prefix: str) -> dict[str, str]:
    return {f"{prefix}_{name}": value for name, value in POLICY.items()}


@pytest.fixture(scope="package")
def sentry_local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Local disk and SQLite."""
    settings = {**_policy("LOCAL"), **CHUNK_SETTINGS}
    with on_local(tmp_path_factory.mktemp("sentry-local"), settings) as installation:
        yield installation


@pytest.fixture(scope="package")
def sentry_swift(
    tmp_path_factory: pytest.TempPathFactory,
    swift_server: SwiftServer,
    postgres_server: PostgresServer,
) -> Iterator[Installation]:
    """Swift and PostgreSQL."""
    settings = {**_policy("SWIFT"), **CHUNK_SETTINGS}
    folder = tmp_path_factory.mktemp("sentry-swift")
    with on_swift(folder, swift_server, postgres_server, settings) as installation:
        yield installation


@pytest.fixture(scope="package")
def sentry_local_user(sentry_local: Installation) -> User:
    return sentry_local.create_user("developer")


@pytest.fixture(scope="package")
def sentry_swift_user(sentry_swift: Installation) -> User:
    return sentry_swift.create_user("developer")


@pytest.fixture
def installation(kind: str, request: pytest.FixtureRequest) -> Installation:
    found: Installation = request.getfixturevalue(f"sentry_{kind}")
    return found


@pytest.fixture
def user(kind: str, request: pytest.FixtureRequest) -> User:
    found: User = request.getfixturevalue(f"sentry_{kind}_user")
    return found


@pytest.fixture
def desk(installation: Installation, user: User, tmp_path: Path) -> SentryDesk:
    return SentryDesk(installation, user, tmp_path / "home")
