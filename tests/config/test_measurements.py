"""The folder of measurements: a server's own, and gone with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.measurements import remove_measurements, share_measurements

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
