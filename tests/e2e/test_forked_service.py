"""A forked API and worker are as good as started ones: the tests of all else depend on it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.installation import REPOSITORY, Installation, Part
from tests.e2e.kinds import LOCAL, on_local
from tests.e2e.polling import eventually
from tests.services.processes import clean_environment

#: Prints which modules read the environment or the working folder while the service loads.
_READERS = """
import os, sys

readers = set()
def watched(function):
    def call(*given):
        frame = sys._getframe(1)
        while frame.f_globals["__name__"] in ("__main__", "os", "collections.abc", "posixpath"):
            frame = frame.f_back
        readers.add(frame.f_globals["__name__"])
        return function(*given)
    return call

environ = type(os.environ)
for name in ("__getitem__", "__contains__", "__iter__"):
    setattr(environ, name, watched(getattr(environ, name)))
os.getcwd = watched(os.getcwd)
import dds_upload.commands.parser
print(*readers)
"""

#: What loads once for all forks reads what no test sets, or is told anew by the service.
_HARMLESS = {"prometheus_client", "falcon", "jwt", "wsgiref", "multiprocessing"}


def facts(part: Part) -> dict[str, object]:
    """What the system says of the first process of a part."""
    process = Path(f"/proc/{part.pid}")
    kept = ("Umask", "SigPnd", "SigBlk", "SigIgn", "SigCgt", "Threads")
    status = (process / "status").read_text().splitlines()
    opened = {re.sub(r"\d+|-\w+", "", it.readlink().name) for it in (process / "fd").iterdir()}
    return {
        "status": [line for line in status if line.startswith(kept)],
        "folder": (process / "cwd").readlink().name,
        "files": sorted(opened),
    }


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "one"
    folder.mkdir()
    with Installation(folder, LOCAL) as installation:
        installation.start()
        yield installation


@pytest.fixture
def forked(tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "another" / "one"
    folder.mkdir(parents=True)
    with on_local(folder) as installation:
        yield installation


def test_the_system_sees_no_difference(started: Installation, forked: Installation) -> None:
    assert command(started.api)[1:3] == ["-m", "dds_upload"]
    assert command(forked.api)[1:3] == ["-m", "tests.e2e.forked_service"]
    eventually(lambda: facts(forked.api) == facts(started.api))
    eventually(lambda: facts(forked.worker) == facts(started.worker))


def command(part: Part) -> list[str]:
    return Path(f"/proc/{part.pid}/cmdline").read_text().split("\0")


def test_nothing_that_loads_once_depends_on_an_installation() -> None:
    environment = clean_environment(PYTHONPATH=str(REPOSITORY))
    done = subprocess.run(
        [sys.executable, "-c", _READERS], env=environment, stdout=subprocess.PIPE, check=True
    )
    readers = set(done.stdout.decode().split())
    assert {it for it in readers if it.partition(".")[0] not in _HARMLESS} == {
        "gunicorn.config",  # is loaded anew by each fork
        "gunicorn.util",  # for that one
    }
