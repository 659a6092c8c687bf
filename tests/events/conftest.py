"""Fixtures for events."""

from __future__ import annotations

import pytest

from tests.events.heard import Agent, Heard
from tests.house.setting import Lab


@pytest.fixture
def heard(lab: Lab) -> Heard:
    """A reader of what happens."""
    return Heard(lab)


@pytest.fixture
def agent(lab: Lab) -> Agent:
    """A program that works for a user."""
    return Agent(lab)
