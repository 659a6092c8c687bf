"""Fixtures for uploads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL, Lab, build_lab, settings_for, swift_environ
from tests.services.swift import SwiftServer
from tests.uploads.before_axes import Before
from tests.uploads.before_names import BeforeNames


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[Before]:
    """Return a database as 0004 left it, with a user, their project and a provider."""
    lab = build_lab(settings_for(empty_url, tmp_path))
    yield Before(lab)
    lab.close()


@pytest.fixture(params=["local", "swift"])
def before_names(
    request: pytest.FixtureRequest, empty_url: str, tmp_path: Path
) -> Iterator[BeforeNames]:
    """Return a database as 0007 left it, with its bytes on local disk or in Swift."""
    environ = SMALL
    if request.param == "swift":
        server = request.getfixturevalue("swift_server")
        environ = {"STORAGE_PROVIDER_TYPE": "swift", **swift_environ(server)}
    lab = build_lab(settings_for(empty_url, tmp_path, environ))
    inspector = lab.providers.default.abilities.inspector
    assert inspector is not None
    inspector.configure()
    yield BeforeNames(lab)
    lab.close()


@pytest.fixture
def swift_lab(swift_server: SwiftServer, open_again: OpenLab) -> Lab:
    """The service over Swift, with the account's keys in place."""
    return _over_swift(swift_server, open_again)


@pytest.fixture
def swift_prompt(swift_server: SwiftServer, open_again: OpenLab) -> Lab:
    """The same, and its requests wait for uploads to settle."""
    return _over_swift(swift_server, open_again, patience=60)


def _over_swift(server: SwiftServer, open_again: OpenLab, *, patience: float = 0) -> Lab:
    environ = {"STORAGE_PROVIDER_TYPE": "swift", **swift_environ(server)}
    lab = open_again(environ, patience=patience)
    for storage in lab.providers:
        assert storage.abilities.inspector is not None
        storage.abilities.inspector.configure()
    return lab
