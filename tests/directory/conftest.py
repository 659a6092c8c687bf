"""The directory and its users; these stand in for the fixtures of the whole service."""

from __future__ import annotations

import pytest

from tests.directory.client import Client
from tests.directory.service import Directory
from tests.house.setting import Lab


@pytest.fixture
def directory(lab: Lab) -> Directory:
    """The directory on an empty database, once of each kind."""
    return Directory(lab)


@pytest.fixture
def api(directory: Directory) -> Client:
    """A client for a plain user."""
    return directory.client()


@pytest.fixture
def project(api: Client) -> str:
    """A project of that user."""
    return api.project()
