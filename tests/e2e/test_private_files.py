"""An installation that an operator starts keeps everything in `var` to its own account."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, Part, program
from tests.e2e.machines import of_another_account
from tests.e2e.polling import eventually


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


def test_run_names_each_file_of_another_account_once(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    with Installation(tmp_path / "trial", {}) as trial:
        trial.succeed("migrate")
        (trial.folder / "var" / "dds.db").chmod(0o644)
        everything = Part("run", of_another_account(program("run"), tmp_path / "other"), trial)
        try:
            everything.start_and_wait()
            eventually(lambda: "Ctrl-C" in everything.log.read_text())
            warning = "var/dds.db is open to others and belongs to another account"
            assert everything.settled_log().count(warning) == 1
            everything.stop()
        finally:
            everything.kill()
