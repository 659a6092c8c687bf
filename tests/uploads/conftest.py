"""Fixtures for uploads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.setting import build_lab, settings_for
from tests.uploads.before_axes import Before


@pytest.fixture
def before(empty_url: str, tmp_path: Path) -> Iterator[Before]:
    """Return a database as 0004 left it, with a user, their project and a provider."""
    lab = build_lab(settings_for(empty_url, tmp_path))
    yield Before(lab)
    lab.close()
