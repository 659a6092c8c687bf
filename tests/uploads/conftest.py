"""Fixtures for uploads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.fixtures import OpenLab
from tests.house.setting import Lab, build_lab, settings_for, swift_environ
from tests.services.swift import SwiftServer
from tests.uploads.before_axes import Before


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[Before]:
    """Return a database as 0004 left it, with a user, their project and a provider."""
    lab = build_lab(settings_for(empty_url, tmp_path))
    yield Before(lab)
    lab.close()


@pytest.fixture
def swift_lab(swift_server: SwiftServer, open_again: OpenLab) -> Lab:
    """The service over Swift, with the account's keys in place."""
    lab = open_again({"STORAGE_PROVIDER_TYPE": "swift", **swift_environ(swift_server)})
    for storage in lab.providers:
        assert storage.abilities.inspector is not None
        storage.abilities.inspector.configure()
    return lab
