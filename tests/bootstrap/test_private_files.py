"""What the service keeps in `var` is closed to the other accounts of the machine."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from dds_upload.bootstrap.private_files import close_once, close_to_others, create_privately
from tests.house.setting import settings_for


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A folder as it was left by a process whose umask was 022."""
    var = tmp_path / "var"
    files = ["dds.db", "dds.db-wal", "dds.db-shm", "jobs.db", "secret_key_base"]
    for name in (*files, "ready-made-user.json", "storage/containers/project/1.md5-00"):
        path = var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    for path in (var, *var.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return var


@pytest.fixture
def settings(var: Path) -> Settings:
    return settings_for(f"sqlite:///{var}/dds.db", var, {})


def modes(var: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (var, *var.rglob("*"))}


CLOSED = {(True, 0o700), (False, 0o600)}


def test_what_lies_open_is_closed(var: Path, settings: Settings) -> None:
    for _ in range(2):
        close_to_others(settings, var)
        assert modes(var) == CLOSED


def test_what_was_broken_off_is_ended_the_next_time(
    var: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    real = Path.chmod

    def kill(self: Path, mode: int) -> None:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(self)
        real(self, mode)

    monkeypatch.setattr(Path, "chmod", kill)
    with pytest.raises(KeyboardInterrupt):
        close_to_others(settings, var)
    monkeypatch.undo()
    close_to_others(settings, var)
    assert modes(var) == CLOSED


def test_what_is_not_the_services_is_left_alone(
    var: Path, settings: Settings, tmp_path: Path
) -> None:
    mine, target = var / "notes", tmp_path / "elsewhere"
    for path in (mine, target):
        path.write_text("mine")
        path.chmod(0o644)
    (var / "storage" / "link").symlink_to(target)
    close_to_others(settings, var)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (mine, target)} == {0o644}
    assert stat.S_IMODE(var.stat().st_mode) == 0o755
    assert stat.S_IMODE((var / "storage").stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "dds.db").stat().st_mode) == 0o600


def test_what_belongs_to_another_account_is_named(
    var: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    before = modes(var)
    with caplog.at_level(logging.WARNING):
        close_to_others(settings, var)
    assert modes(var) == before
    assert str(var / "dds.db") in caplog.text
    assert str(var / "storage") in caplog.text


def test_it_is_named_once_by_all_that_one_command_starts(
    var: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    environ: dict[str, str] = {}
    with caplog.at_level(logging.WARNING):
        close_once(settings, var, environ)
        named = len(caplog.records)
        close_once(settings, var, dict(environ))
        assert len(caplog.records) == named > 0
        close_once(settings, var, {})
    assert len(caplog.records) == 2 * named


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, settings: Settings) -> None:
    close_to_others(settings, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("usual_umask")
def test_what_is_made_from_now_on_is_private(tmp_path: Path) -> None:
    create_privately()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"")
    assert modes(tmp_path / "folder") == CLOSED
