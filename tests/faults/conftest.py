"""The cluster that trouble comes to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.swift import SwiftServer


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """Three nodes, none of which the proxy waits for any longer than it must."""
    with SwiftServer(tmp_path_factory.mktemp("nodes"), nodes=3, answering=3) as server:
        yield server


@pytest.fixture
def uploads(pytestconfig: pytest.Config) -> int:
    """How many uploads each kind of trouble comes to, at each step."""
    return int(pytestconfig.getoption("--uploads"))
