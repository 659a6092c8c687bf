"""The servers that trouble comes to, and the table of what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.ground import Servers
from tests.faults.table import Counts, table
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

#: Names a fault's counts for the table at the end.
Tell = Callable[[str, Counts], None]

_FOUND: pytest.StashKey[dict[str, Counts]] = pytest.StashKey()


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """Three nodes, none of which the proxy waits for any longer than it must."""
    with SwiftServer(tmp_path_factory.mktemp("nodes"), nodes=3, answering=3) as server:
        yield server


@pytest.fixture(scope="session")
def servers(swift_server: SwiftServer, postgres_server: PostgresServer) -> Servers:
    """What grounds share."""
    return Servers(swift_server, postgres_server)


@pytest.fixture
def uploads(pytestconfig: pytest.Config) -> int:
    """How many uploads each trouble of a node comes to, at each step."""
    return int(pytestconfig.getoption("--uploads"))


@pytest.fixture
def tries(pytestconfig: pytest.Config) -> int | None:
    """How often each other fault comes; None: as often as it says itself."""
    given = pytestconfig.getoption("--tries")
    return int(given) if given else None


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Tell:
    """Puts a line into the table."""
    found = pytestconfig.stash.setdefault(_FOUND, {})

    def tell_one(name: str, counts: Counts) -> None:
        found[name] = counts

    return tell_one


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table, in which all should be zero."""
    if found := config.stash.get(_FOUND, {}):
        terminalreporter.section("faults")
        terminalreporter.write_line(table(found))
