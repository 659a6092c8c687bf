"""What a machine remembers of uploads, and who holds a path."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dds_client.errors import PathInUse
from dds_client.local import locks
from dds_client.local.state import Journal, Remembered
from dds_client.local.tree import LocalFile, Signature
from tests.e2e.installation import REPOSITORY

FILE = LocalFile("/data/scans/a.tif", ("scans", "a.tif"), Signature(5, 7, 11))


def test_an_upload_is_remembered_until_it_is_forgotten(tmp_path: Path) -> None:
    entry = Remembered.of("key", "upload", FILE, "project")
    Journal(tmp_path, "me").remember(entry)
    again = Journal(tmp_path, "me")
    assert again.recall(FILE.path, "project") == entry
    assert again.recall(FILE.path, "another project") is None
    assert Journal(tmp_path, "somebody else").recall(FILE.path, "project") is None
    assert list(again.all()) == [entry]
    again.forget(FILE.path, "project")
    assert list(again.all()) == []


def test_a_torn_file_is_as_good_as_none(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "me")
    journal.remember(Remembered.of("key", "upload", FILE, "project"))
    (torn,) = tmp_path.rglob("*.json")
    torn.write_text(torn.read_text()[:20])
    assert journal.recall(FILE.path, "project") is None
    assert list(journal.all()) == []


@pytest.mark.parametrize("path", ["a", "a/b", "a/b/c"])
def test_a_path_is_held_with_all_above_and_below(tmp_path: Path, path: str) -> None:
    with (
        locks.hold(tmp_path / "state", "me", [str(tmp_path / "a/b")]),
        pytest.raises(PathInUse, match=r"process \d+ is sending .*a/b already"),
        locks.hold(tmp_path / "state", "me", [str(tmp_path / path)]),
    ):
        pass


def test_other_paths_and_other_accounts_are_free(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with locks.hold(state, "me", ["/a/b"]), locks.hold(state, "me", ["/a/bc"]):
        pass
    with locks.hold(state, "me", ["/a/b"]), locks.hold(state, "another", ["/a/b"]):
        pass


def test_a_path_is_free_when_it_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with locks.hold(tmp_path, "me", ["/a"]):
            pass
    assert [path.name for path in (tmp_path / "locks").iterdir()] == [".guard"]


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from dds_client.local import locks\n"
        "with locks.hold(Path(sys.argv[1]), 'me', ['/a']): os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {"PYTHONPATH": str(REPOSITORY / "client")}
    subprocess.run([sys.executable, "-c", script, tmp_path], env=environment, check=False)
    assert list((tmp_path / "locks").glob("*.lock"))
    with locks.hold(tmp_path, "me", ["/a"]):
        pass
