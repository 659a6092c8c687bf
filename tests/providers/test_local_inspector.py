"""What an administrator is told about a folder that uploads could not use."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from providers.local.build import build_local
from providers.local.options import LocalOptions
from tests.providers.conftest import CONTEXT, marked


def built(root: Path) -> Abilities:
    return build_local(LocalOptions(root), CONTEXT)


def faults(root: Path) -> list[str]:
    inspector = built(root).inspector
    assert inspector is not None
    return inspector.inspect(["*"])


def refusal(root: Path) -> str:
    """What stops a start, and is told to clients, says the same."""
    abilities = built(root)
    assert abilities.self_check is not None
    for call in (abilities.store.capabilities, abilities.self_check.check):
        with pytest.raises(StorageRefused) as caught:
            call()
    assert faults(root) == [f"the storage refuses: {caught.value}"]
    return str(caught.value)


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("fsync", [True, False])
def test_a_good_folder_has_no_faults_and_keeps_nothing_of_the_trial(
    local: Abilities, local_options: LocalOptions, fsync: bool
) -> None:
    before = everything(local_options.root)
    inspector = build_local(replace(local_options, fsync=fsync), CONTEXT).inspector
    assert inspector is not None
    assert inspector.inspect([]) == []
    assert inspector.configure() == []
    assert everything(local_options.root) == before


@pytest.mark.parametrize("made", ["nothing", "the root"])
def test_a_new_folder_is_left_as_it_was_and_has_to_be_set_up(tmp_path: Path, made: str) -> None:
    root = tmp_path / "a" / "b" / "storage"
    if made == "the root":
        root.mkdir(parents=True)
    before = everything(tmp_path)
    with pytest.raises(StorageUnavailable, match="never set up"):
        built(root).store.capabilities()
    assert faults(root) == [
        f"{root} has no file dds_upload.storage: its disk is not mounted, or it was never set up:"
        " `providers configure` sets it up"
    ]
    assert everything(tmp_path) == before
    marked(LocalOptions(root))
    assert faults(root) == []


@pytest.mark.parametrize("below", ["", "inside", "containers", "tmp"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, below: str) -> None:
    file = tmp_path / "storage" / below if below in {"containers", "tmp"} else tmp_path / "storage"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"")
    root = file / "inside" if below == "inside" else tmp_path / "storage"
    assert refusal(root) == f"{file} is no folder"


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "storage"
    root.symlink_to(tmp_path / "unmounted")
    assert refusal(root) == f"{root} is no folder"


@pytest.fixture
def plain_user() -> Iterator[None]:
    """The rights of an account that may write where it owns, and nowhere else."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def foreign() -> Iterator[Path]:
    """A folder that anybody may look into, and only its owner may write."""
    folder = Path(mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.rmdir()


def test_a_folder_that_may_not_be_written(foreign: Path, plain_user: None) -> None:
    assert refusal(foreign) == f"{foreign} may not be written"
    assert refusal(foreign / "storage") == f"{foreign} may not be written"


def test_temporary_files_on_another_file_system(tmp_path: Path) -> None:
    other = Path("/dev/shm")
    assert other.stat().st_dev != tmp_path.stat().st_dev
    root = tmp_path / "storage"
    root.mkdir()
    (root / "tmp").symlink_to(other)
    assert "must be on one file system" in refusal(root)


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(tmp_path)
    marked(LocalOptions(tmp_path))

    def told(**changes: int) -> Any:
        names = [name for name in dir(real) if name.startswith("f_")]
        fields = {name: getattr(real, name) for name in names} | changes
        return lambda _: type("statvfs", (), fields)()

    monkeypatch.setattr(os, "statvfs", told(f_bavail=2, f_frsize=4096))
    assert faults(tmp_path) == [f"only 8192 bytes are free at {tmp_path}"]
    monkeypatch.setattr(os, "statvfs", told(f_files=9, f_favail=0))
    assert faults(tmp_path) == [f"no more files can be made at {tmp_path}"]
    monkeypatch.setattr(os, "statvfs", told(f_files=0, f_favail=0))
    assert faults(tmp_path) == []


def test_a_disk_that_cannot_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    marked(LocalOptions(tmp_path))
    before = everything(tmp_path)
    monkeypatch.setattr(os, "fsync", fail)
    (fault,) = faults(tmp_path)
    assert fault.startswith("a trial upload failed: ")
    assert everything(tmp_path) == before
