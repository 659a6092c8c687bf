"""Runs commands of the service in forks of one process, which has loaded them once.

Loading takes a second of a core, and most commands in tests only prepare something. A fork is a
process like any other: it has an environment, a working folder and an end of its own.

As a program, it reads a request a line from standard input, and answers with the exit code.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from tests.services.processes import clean_environment

_ROOT = Path(__file__).parents[2]


class ForkedCommands:
    """The process that forks; it ends with the one that asks."""

    def __init__(self) -> None:
        """Start it, and wait for nothing."""
        self._lock = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment(),
            cwd="/",
            start_new_session=True,
        )

    @staticmethod
    def environment() -> dict[str, str]:
        """What a command may not say otherwise, since Python has read it already."""
        return clean_environment(PYTHONPATH=str(_ROOT))

    @classmethod
    def takes(cls, environ: Mapping[str, str], folder: Path) -> bool:
        """Whether Python itself would be the same with that environment, and find the same."""
        if (folder / "providers").exists():
            return False  # Python looks for modules in its working folder first
        own = cls.environment()
        python = {name for name in environ if name.startswith(("PYTHON", "LANG", "LC_"))}
        return all(environ[name] == own.get(name) for name in python)

    def run(
        self, arguments: tuple[str, ...], *, env: Mapping[str, str], folder: Path, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """As `python -m dds_upload` with these arguments; whatever takes longer is ended."""
        with tempfile.TemporaryDirectory() as prints:
            out, err = (Path(prints, name) for name in ("out", "err"))
            request: dict[str, Any] = {"arguments": arguments, "env": dict(env)}
            request |= {"folder": str(folder), "seconds": int(timeout)}
            request |= {"out": str(out), "err": str(err)}
            code = int(self._ask(json.dumps(request)))
            texts = (it.read_text("utf-8", "replace") for it in (out, err))
            return subprocess.CompletedProcess(list(arguments), code, *texts)

    def _ask(self, request: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._process.stdin.write(f"{request}\n")
            self._process.stdin.flush()
            return self._process.stdout.readline()


@cache
def forked_commands() -> ForkedCommands:
    """The one of this process."""
    return ForkedCommands()


def main() -> None:
    """Answer until nobody asks any more; in a fork, return as the command does."""
    import dds_upload.commands.parser  # noqa: F401 - what each fork then has

    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            _become(request)
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(request: dict[str, Any]) -> None:
    os.setsid()
    for number, name in enumerate(("/dev/null", request["out"], request["err"])):
        flags = os.O_RDWR if number == 0 else os.O_WRONLY | os.O_CREAT
        os.dup2(os.open(name, flags), number)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    signal.alarm(request["seconds"])
    sys.argv = ["dds_upload", *request["arguments"]]
    runpy.run_module("dds_upload", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
