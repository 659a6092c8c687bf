"""An installation that an operator starts keeps everything in `var` to its own account."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """What the processes of the test start with."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_nothing_in_var_is_open_to_others(fresh: Installation) -> None:
    fresh.start()
    caller = Caller(fresh.api_url, fresh.create_user("researcher").api_token)
    caller.stored(caller.project(), b"of people")
    var = fresh.folder / "var"
    found = {path: path.stat() for path in (var, *var.rglob("*"))}
    assert {"dds.db", "dds.db-wal", "jobs.db", "storage"} <= {path.name for path in found}
    open_to_others = [path for path, at in found.items() if stat.S_IMODE(at.st_mode) & 0o077]
    assert open_to_others == []
