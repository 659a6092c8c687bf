"""The two kinds of installation; each runs from the first test that asks until this folder's last.

While nobody asks, an installation takes CPU time all the same, so none stays until the run's end.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import LOCAL, on_local, on_swift
from tests.e2e.pulp_desk import PulpDesk
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer


@pytest.fixture(scope="package")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Local disk and SQLite."""
    with on_local(tmp_path_factory.mktemp("local")) as installation:
        yield installation


@pytest.fixture(scope="package")
def swift(
    tmp_path_factory: pytest.TempPathFactory,
    swift_server: SwiftServer,
    postgres_server: PostgresServer,
) -> Iterator[Installation]:
    """Swift and PostgreSQL."""
    folder = tmp_path_factory.mktemp("swift-installation")
    with on_swift(folder, swift_server, postgres_server) as installation:
        yield installation


@pytest.fixture(scope="package")
def local_user(local: Installation) -> User:
    """A user of the local kind."""
    return local.create_user("researcher")


@pytest.fixture(scope="package")
def swift_user(swift: Installation) -> User:
    """A user of the Swift kind."""
    return swift.create_user("researcher")


@pytest.fixture(scope="package")
def local_caller(local: Installation, local_user: User) -> Caller:
    """That user's way to speak to the local kind."""
    return Caller(local.api_url, local_user.api_token)


@pytest.fixture(scope="package")
def swift_caller(swift: Installation, swift_user: User) -> Caller:
    """That user's way to speak to the Swift kind."""
    return Caller(swift.api_url, swift_user.api_token)


@pytest.fixture(params=["local", "swift"], scope="session")
def kind(request: pytest.FixtureRequest) -> str:
    """Both kinds; of the session, so that all tests of one kind come one after the other.

    Of several worker processes each then has mostly one kind to start.
    """
    return str(request.param)


@pytest.fixture
def installation(kind: str, request: pytest.FixtureRequest) -> Installation:
    """The installation of that kind."""
    found: Installation = request.getfixturevalue(kind)
    return found


@pytest.fixture
def user(kind: str, request: pytest.FixtureRequest) -> User:
    """Its user."""
    found: User = request.getfixturevalue(f"{kind}_user")
    return found


@pytest.fixture
def caller(kind: str, request: pytest.FixtureRequest) -> Caller:
    """That user's way to speak to it."""
    found: Caller = request.getfixturevalue(f"{kind}_caller")
    return found


@pytest.fixture
def desk(installation: Installation, user: User, tmp_path: Path) -> PulpDesk:
    """That user at Pulp's clients."""
    return PulpDesk(installation, user, tmp_path / "home")


@pytest.fixture
def newcomer(installation: Installation, tmp_path: Path) -> PulpDesk:
    """A user who has nothing yet, at Pulp's clients."""
    return PulpDesk.newcomer(installation, tmp_path / "newcomer")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Installation]:
    """An installation on a local disk of this test's own, nothing of it started."""
    with Installation(tmp_path, LOCAL) as installation:
        yield installation


@pytest.fixture
def forked(tmp_path: Path) -> Iterator[Installation]:
    """The same, where its start is not what is tested."""
    with Installation(tmp_path, LOCAL, is_forked=True) as installation:
        yield installation


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the trial's temporary files lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def trial(tmp_path: Path, temporary: Path) -> Iterator[Installation]:
    """An installation of this test's own: what it leaves when it is killed goes with the test."""
    with Installation(tmp_path, {"TMPDIR": str(temporary)}) as installation:
        yield installation


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the logs of the installations that a failed test used."""
    report = yield
    if report.failed:
        for name, value in item.funcargs.items():
            if isinstance(value, Installation):
                report.sections.append((f"logs of {name}", value.logs()))
    return report
