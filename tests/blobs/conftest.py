"""Whose blobs they are, and where."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.blobs.contents import organization
from tests.house.setting import Lab


@pytest.fixture
def provider(lab: Lab) -> UUID:
    """The default one."""
    return lab.providers.default.id


@pytest.fixture
def owner(lab: Lab) -> UUID:
    """An organisation."""
    return organization(lab)
