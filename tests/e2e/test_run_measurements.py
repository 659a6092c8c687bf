"""`run` has a folder for the measurements of its processes, and leaves none behind."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.installation import Installation, Part, program
from tests.e2e.polling import eventually
from tests.services.processes import run_to_end


def folders(temporary: Path) -> list[str]:
    return sorted(it.name for it in temporary.glob("dds_upload-*"))


def test_what_a_killed_one_left_goes_at_the_next_start(
    trial: Installation, temporary: Path
) -> None:
    part = Part("run", program("run"), trial)
    try:
        part.start_and_wait()
        (left,) = folders(temporary)
        part.kill()
        assert folders(temporary) == [left]
        part.start_and_wait()
        (mine,) = folders(temporary)
        assert mine != left
        part.send(signal.SIGTERM)
        eventually(lambda: not folders(temporary))
    finally:
        part.kill()


@pytest.mark.parametrize(("forks", "name"), [(0, "serve"), (1, "worker")])
def test_a_start_that_fails_leaves_nothing(
    trial: Installation, temporary: Path, forks: int, name: str
) -> None:
    command = [sys.executable, "-m", "tests.e2e.forkless_run", str(forks)]
    done = run_to_end(command, env=trial.environment, folder=trial.folder, timeout=120)
    assert done.returncode == 1
    told = f"error: the {name} cannot be started: Resource temporarily unavailable\n"
    assert done.stderr.endswith(told), done.stderr
    assert "Traceback" not in done.stderr
    assert folders(temporary) == []
    assert not trial.answers()
