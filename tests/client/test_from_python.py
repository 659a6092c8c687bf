"""The client as a library: what its README shows, and progress by callback."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from dds_client import Client, Credentials, Settings
from tests.client.desk import Desk
from tests.docs.markdown import text_of
from tests.e2e.trees import read_tree, write_tree
from tests.services.processes import run_to_end

CONTENT = {"first": b"1", "deep/second": bytes(1_500_000)}


class Recorder:
    """A Progress that remembers what it was told."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.totals: list[tuple[int, int]] = []
        self.moved_bytes: dict[str, int] = {}
        self.ended: dict[str, str] = {}

    def total(self, files: int, size: int) -> None:
        self.totals.append((files, size))

    def started(self, path: str, size: int) -> None:
        with self.lock:
            self.moved_bytes.setdefault(path, 0)

    def moved(self, path: str, size: int) -> None:
        with self.lock:
            self.moved_bytes[path] += size

    def finished(self, path: str, state: str, message: str = "") -> None:
        with self.lock:
            self.ended[path] = state

    def note(self, words: str) -> None:
        raise AssertionError(words)


def sizes_in(folder: Path, names: Sequence[str]) -> dict[str, int]:
    """By path, as a client names it."""
    return {str(folder / name): (folder / name).stat().st_size for name in names}


def test_what_the_readme_shows_works(desk: Desk) -> None:
    (example,) = re.findall("```python\n(.*?)```", text_of("client/README.md"), re.DOTALL)
    write_tree(desk.home / "scans", CONTENT)
    script = example.replace('"Mice"', repr(desk.project))
    assert script != example
    done = run_to_end([sys.executable, "-c", script], env=desk.environment, folder=desk.home)
    assert done.returncode == 0, done.stderr
    ends = sorted(line.split()[-2:] for line in done.stdout.splitlines())
    assert ends == [["sent", "1"], ["sent", "1500000"]]


def test_progress_is_called_until_every_byte_has_moved(desk: Desk) -> None:
    write_tree(desk.home / "scans", CONTENT)
    recorder = Recorder()
    credentials = Credentials(user_key=desk.user.user_key, agent_key=desk.user.agent_key)
    with Client(Settings(desk.url, credentials), recorder) as client:
        report = client.upload([str(desk.home / "scans")], project=desk.project)
        assert {file.state for file in report.files} == {"sent"}
        assert recorder.totals == [(2, 1_500_001)]
        assert recorder.moved_bytes == sizes_in(desk.home / "scans", list(CONTENT))
        assert set(recorder.ended.values()) == {"sent"}
        client.download(str(desk.home / "back"), project=desk.project)
    assert read_tree(desk.home / "back" / "scans") == CONTENT
