"""A local provider whose folder cannot be used says so to the operator, and stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.installation import Installation


@pytest.fixture
def broken(fresh: Installation) -> Path:
    """The root of the default provider, which is a file."""
    root = fresh.folder / "disk"
    root.write_text("no folder")
    fresh.settings["LOCAL_ROOT"] = str(root)
    return root


def test_check_names_it(fresh: Installation, broken: Path) -> None:
    fresh.succeed("migrate")
    done = fresh.run("providers", "check")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("local: ")] == [
        f"local: the storage refuses: {broken} is no folder"
    ]
    assert "roomy: ok" in lines
    assert [it.name for it in (fresh.folder / "var" / "roomy").iterdir()] == ["dds_upload.storage"]


def test_one_that_takes_no_uploads_stops_nothing(fresh: Installation) -> None:
    (fresh.folder / "disk").write_text("no folder")
    fresh.settings.update(ROOMY_ROOT=str(fresh.folder / "disk"), ROOMY_DEPRECATED="true")
    fresh.start()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_with_it(fresh: Installation, broken: Path, command: str) -> None:
    fresh.succeed("migrate")
    done = fresh.run(command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: local: the storage refuses: {broken} is no folder\n"


def test_run_says_it_once_and_starts_no_part(fresh: Installation, broken: Path) -> None:
    done = fresh.run("run")
    assert (done.returncode, done.stdout) == (1, "Bringing the database to this release ...\n")
    assert done.stderr == f"error: local: the storage refuses: {broken} is no folder\n"
