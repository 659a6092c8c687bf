"""The folder of measurements: a server's own, and gone with it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from config.measurements import measurements_of_run, remove_measurements, share_measurements

NAME = "PROMETHEUS_MULTIPROC_DIR"

#: No process has a number so large.
NOBODY = 2**22 + 1


def test_a_server_makes_its_own_and_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, "")  # and not delenv: what is made is taken back after the test
    share_measurements(str(tmp_path))
    made = Path(os.environ[NAME])
    assert made.parent == tmp_path
    assert made.stat().st_mode & 0o777 == 0o700
    remove_measurements()
    assert not made.exists()


def test_one_that_was_given_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, str(tmp_path))
    share_measurements(str(tmp_path))
    remove_measurements()
    assert os.environ[NAME] == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_those_of_servers_that_were_killed_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, str(tmp_path))
    lives = tmp_path / f"dds_upload-server-{os.getppid()}-a"
    for folder in (lives, tmp_path / f"dds_upload-server-{NOBODY}-b"):
        folder.mkdir()
    share_measurements(str(tmp_path))
    assert list(tmp_path.iterdir()) == [lives]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files lie for this test."""
    monkeypatch.setenv(NAME, "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_run_makes_one_for_its_processes_and_removes_it(temporary: Path) -> None:
    with measurements_of_run():
        made = Path(os.environ[NAME])
        assert list(temporary.iterdir()) == [made]
        share_measurements(None)
        assert os.environ[NAME] == str(made)
    assert list(temporary.iterdir()) == []


def test_a_fork_leaves_it_to_its_parent(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as forked, measurements_of_run():
        made = Path(os.environ[NAME])
        forked.setattr(os, "getpid", os.getppid)
    assert list(temporary.iterdir()) == [made]


def test_run_removes_those_of_dead_processes_and_of_this_account_alone(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = temporary / f"dds_upload-run-{os.getppid()}-a"
    nameless = temporary / "dds_upload-run-abcdefgh"
    dead = temporary / f"dds_upload-run-{NOBODY}-b"
    for folder in (lives, nameless, dead):
        folder.mkdir()
    with monkeypatch.context() as another:
        another.setattr(os, "geteuid", lambda: dead.stat().st_uid + 1)
        with measurements_of_run():
            assert dead.is_dir()
    with measurements_of_run():
        assert set(temporary.iterdir()) == {lives, nameless, Path(os.environ[NAME])}
