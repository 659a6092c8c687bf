"""The servers that trouble comes to, and the table of what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest

from tests.faults.ground import Servers
from tests.faults.table import Counts, table
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

#: Names a fault's counts for the table at the end.
Tell = Callable[[str, Counts], None]

#: The property of a test's report that is a line of the table.
_LINE = "fault"


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
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Puts a line into the table; reports carry it here from whichever process tried the fault."""

    def tell_one(name: str, counts: Counts) -> None:
        record_property(_LINE, (name, asdict(counts)))

    return tell_one


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, in which all should be zero."""
    found = {
        name: Counts(**counts)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for key, (name, counts) in report.user_properties
        if key == _LINE and report.when == "call"
    }
    if found:
        terminalreporter.section("faults")
        terminalreporter.write_line(table(found))
