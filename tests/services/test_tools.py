"""A tool is built once, whoever asks, and a failed build is told and never half used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.build import PORTAL
from tests.services.tools import PINS, ToolError, build_venv, tool

_REPOSITORY = Path(__file__).parents[2]


def test_two_processes_at_once_build_once(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.services.tools import tool\n"
        "def build(folder, pins):\n"
        "    print('built', flush=True)\n"
        "    time.sleep(0.3)\n"
        "    folder.mkdir()\n"
        "tool('fake', pins=Path(sys.argv[1]), build=build)\n"
    )
    (tmp_path / "fake.txt").touch()
    builders = [
        subprocess.Popen(
            [sys.executable, "-c", script, tmp_path],
            cwd=_REPOSITORY,
            env=os.environ | {"DDS_TOOLS": str(tmp_path / "tools")},
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    printed = [builder.communicate(timeout=30)[0] for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0]
    assert sorted(printed) == [b"", b"built\n"]


def test_a_failed_build_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DDS_TOOLS", str(tmp_path / "tools"))
    pin_file = tmp_path / "fake.txt"
    pin_file.write_text("one pin")
    tries = []

    def fails_once(folder: Path, pins: Path) -> None:
        assert not folder.exists()
        folder.mkdir()
        tries.append(pins)
        if len(tries) == 1:
            raise ToolError("no such package")

    with pytest.raises(ToolError, match="no such package"):
        tool("fake", pins=tmp_path, build=fails_once)
    built = tool("fake", pins=tmp_path, build=fails_once)
    assert tool("fake", pins=tmp_path, build=fails_once) == built
    pin_file.write_text("another pin")
    assert tool("fake", pins=tmp_path, build=fails_once) != built
    assert len(tries) == 3


def test_a_pin_file_may_be_what_another_installer_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DDS_TOOLS", str(tmp_path / "tools"))
    lock = tmp_path / "fake.json"
    lock.write_text("{}")
    asked = []

    def install(folder: Path, pins: Path) -> None:
        folder.mkdir()
        asked.append(pins)

    tool("fake", pins=tmp_path, suffix=".json", build=install)
    assert asked == [lock]


def test_what_was_printed_is_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ToolError, match=r"-m venv (?s:.*)Not a directory"):
        build_venv(tmp_path / "file" / "venv", tmp_path / "pins.txt")


def test_the_browser_is_pinned_once() -> None:
    """A pin of another release than npm installs would leave the old one unpacked."""
    packages = json.loads((PORTAL / "package.json").read_text())["devDependencies"]
    lines = (PINS / "npm" / "chromium.txt").read_text().splitlines()
    [(name, release)] = [line.split() for line in lines if not line.startswith("#")]
    assert packages[name] == release
