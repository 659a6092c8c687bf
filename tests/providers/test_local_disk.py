"""A disk on a bad day: refusals, power cuts, kills, and what the janitor finds afterwards."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from providers.local.build import build_local
from providers.local.options import LocalOptions
from tests.providers.conftest import CONTEXT, marked
from tests.providers.sources import put, read
from tests.providers.test_local import KEY, PARTS, files, joined


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageUnavailable),
        (errno.EDQUOT, StorageUnavailable),
        (errno.EIO, StorageUnavailable),
        (errno.EROFS, StorageRefused),
        (errno.EACCES, StorageRefused),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "utime"])
def test_faults_of_the_disk_leave_nothing_behind(
    local: Abilities,
    local_options: LocalOptions,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[Exception],
    call: str,
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(kind) as raised:
        put(local.store, PARTS[0], b"one")
    assert isinstance(raised.value.__cause__, OSError)
    monkeypatch.undo()
    assert files(local_options.root) == []


def test_a_full_disk_is_unavailable(local: Abilities, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = Path.open

    def open_full(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        return real_open(Path("/dev/full"), "wb") if mode == "xb" else real_open(self, mode)

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(StorageUnavailable):
        put(local.store, PARTS[0], b"x" * 3_000_000)


def test_a_container_that_goes_while_bytes_come_is_not_one_that_has_to_be_made_first(
    local: Abilities, local_options: LocalOptions
) -> None:
    def source() -> Iterator[bytes]:
        shutil.rmtree(local_options.root / "containers" / KEY.container)
        yield b"one"

    with pytest.raises(StorageUnavailable):
        local.store.put(PARTS[0], source(), size=None, digest=None, algorithm="md5")


@pytest.mark.parametrize("fsync", [True, False])
def test_everything_is_synced_in_the_order_that_makes_it_durable(
    local_options: LocalOptions, monkeypatch: pytest.MonkeyPatch, fsync: bool
) -> None:
    seen: list[str] = []
    store = marked(replace(local_options, fsync=fsync)).store
    seen.clear()
    real_fsync, real_replace = os.fsync, Path.replace

    def spy_fsync(handle: int) -> None:
        target = Path(f"/proc/self/fd/{handle}").readlink()
        seen.append("draft" if target.parent.name == "tmp" else target.name)
        real_fsync(handle)

    def spy_replace(self: Path, target: Path) -> Path:
        seen.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(Path, "replace", spy_replace)

    store.ensure_container("project")
    made = ["project", "containers", "storage"]
    assert seen == (made if fsync else [])

    seen.clear()
    put(store, PARTS[0], b"one")
    assert seen == (["draft", "rename", "upload", "project"] if fsync else ["rename"])

    seen.clear()
    store.remove_tree(KEY)
    assert seen == (["project", "rename", "project"] if fsync else ["rename"])


CHILD = """
import sys
from pathlib import Path
from dds_upload.core.storage.kinds import ProviderContext
from dds_upload.core.storage.manifest import ObjectKey
from providers.local.build import build_local
from providers.local.options import LocalOptions

def stuck():
    yield b"x" * (1 << 20)
    yield b"x" * (1 << 20)
    print("in the middle", flush=True)
    sys.stdin.read()

store = build_local(LocalOptions(Path(sys.argv[1])), ProviderContext("local", b"key", ("*",))).store
key = ObjectKey("project", "upload/0")
store.put(key, stuck(), size=1 << 23, digest=None, algorithm="md5")
"""


def test_a_kill_in_the_middle_of_a_put_leaves_a_draft_for_the_janitor(
    local: Abilities, local_options: LocalOptions
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(local_options.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"in the middle\n"
        child.send_signal(signal.SIGKILL)
    assert [name.split("/")[0] for name in files(local_options.root)] == ["tmp"]

    assert local.janitor is not None
    now = datetime.now(UTC)
    assert local.janitor.clear_leftovers(now - timedelta(hours=1)) == 0
    assert len(files(local_options.root)) == 1
    assert local.janitor.clear_leftovers(now + timedelta(hours=1)) == 1
    assert files(local_options.root) == []
    assert local.janitor.clear_leftovers(now + timedelta(hours=1)) == 0


def test_the_janitor_finishes_a_removal_and_keeps_what_is_published(
    local: Abilities, local_options: LocalOptions
) -> None:
    joined(local, b"one", b"two")
    half_removed = local_options.root / "tmp" / "folder"
    half_removed.mkdir()
    (half_removed / "0").write_bytes(b"x")
    assert local.janitor is not None
    assert local.janitor.clear_leftovers(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert not half_removed.exists()
    assert read(local.store, KEY) == b"onetwo"


def test_a_leftover_that_cannot_be_removed_keeps_no_other(
    local: Abilities, local_options: LocalOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "fixed", "z"):
        (local_options.root / "tmp" / name).write_bytes(b"x")
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == "fixed":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    assert local.janitor is not None
    assert local.janitor.clear_leftovers(datetime.now(UTC) + timedelta(hours=1)) == 2
    assert files(local_options.root) == ["tmp/fixed"]


def test_the_janitor_has_nothing_to_do_without_a_root(local_options: LocalOptions) -> None:
    janitor = build_local(local_options, CONTEXT).janitor
    assert janitor is not None
    assert janitor.clear_leftovers(datetime.now(UTC)) == 0


def test_a_lost_tmp_folder_is_made_again(local: Abilities, local_options: LocalOptions) -> None:
    (local_options.root / "tmp").rmdir()
    put(local.store, PARTS[0], b"one")
    assert read(local.store, PARTS[0]) == b"one"


def test_a_disk_that_cannot_tell_whether_it_is_marked_is_away(
    local: Abilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Path) -> bool:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "is_file", broken)
    with pytest.raises(StorageUnavailable):
        local.store.ensure_container("another")


def test_its_mark_is_durable_with_the_folders_above_it(
    local_options: LocalOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def spy(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    monkeypatch.setattr(os, "fsync", spy)
    marked(local_options)
    assert synced == ["dds_upload.storage", "storage", local_options.root.parent.name]
