"""An installation with something of every kind in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.house.setting import open_lab, settings_for
from tests.protocols.access.world import World
from tests.protocols.pulp.wire import basic


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Whoever changes it brings it back to what it was."""
    folder = copytree(migrated_sqlite, tmp_path_factory.mktemp("openapi"), dirs_exist_ok=True)
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    made = World(lab, folder / "dds.db")
    made.keep()
    yield made
    made.close()
    lab.close()


def authorization(world: World, username: str, protocol: str) -> str:
    """What a user says to a protocol."""
    token = world.token(username)
    return basic(username, token) if protocol == "pulp" else f"Bearer {token}"
