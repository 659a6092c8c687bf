"""A host whose clock is far from the storage's hands out no URL, and says why."""

from __future__ import annotations

import time

import pytest

from providers.swift.clock import StorageClock
from providers.swift.urls import SwiftUrls
from tests.house.fixtures import client
from tests.house.setting import Lab


@pytest.fixture
def clock(swift_lab: Lab) -> StorageClock:
    """What that service knows of the storage's clock."""
    (provider,) = swift_lab.providers
    assert isinstance(provider.abilities.presigner, SwiftUrls)
    return provider.abilities.presigner._session.clock


def test_chunks_are_granted_as_soon_as_the_clocks_agree(
    swift_lab: Lab, clock: StorageClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = client(swift_lab, "researcher")
    upload = api.upload(api.project(), 5)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "_wall", lambda: time.time() - 1000)
        refused = api.offer(upload, 1, 5, 503).json
        assert refused["reason_code"] == "clock_skewed"
        assert "clocks" in refused["reason"]
    api.offer(upload, 1, 5, 200)
