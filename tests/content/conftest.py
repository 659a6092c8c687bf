"""Fixtures for files by content."""

from __future__ import annotations

import pytest

from tests.content.client import Sender
from tests.house.client import Api
from tests.house.clock import MovableClock
from tests.house.setting import Lab


@pytest.fixture
def clock(lab: Lab) -> MovableClock:
    """Return the clock of the service."""
    return lab.clock


@pytest.fixture
def sender(lab: Lab, api: Api) -> Sender:
    """Whoever owns the project, in the default organisation."""
    return Sender(lab, api)
