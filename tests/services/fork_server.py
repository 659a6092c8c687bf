"""Runs Python programs in forks of one process, which has loaded their modules once.

Foreign clients take most of their time to load. A fork is a process like any other: it has
arguments, an environment, a working folder and an end of its own.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_BOOT = Path(__file__).with_name("fork_server_boot.py")


class ForkServer:
    """The process that forks; it ends with the one that asks."""

    def __init__(self, python: Path, *modules: str, env: Mapping[str, str]) -> None:
        """Start it, and wait for nothing.

        What Python and the modules read of the environment when they are loaded is in `env`, and
        no run may have it otherwise.
        """
        self._requests, served = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with served:
            self._process = subprocess.Popen(
                [python, "-P", _BOOT, str(served.fileno()), *modules],
                stdin=subprocess.DEVNULL,
                env=env,
                cwd="/",
                pass_fds=[served.fileno()],
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def run(
        self, *arguments: str | Path, env: Mapping[str, str], folder: Path, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run `python` with `arguments` to its end: first a file, `-m` and a module, or `-c`.

        Raises subprocess.TimeoutExpired after having ended the program and all it has started.
        """
        command = list(map(str, arguments))
        request = json.dumps({"arguments": command, "env": dict(env), "folder": str(folder)})
        with TemporaryFile() as out, TemporaryFile() as err:
            mine, its = socket.socketpair()
            with mine:
                with its:
                    files = [out.fileno(), err.fileno(), its.fileno()]
                    socket.send_fds(self._requests, [request.encode()], files)
                code = _exit_code(mine, command, timeout)
            texts = (_text(file) for file in (out, err))
            return subprocess.CompletedProcess(command, code, *texts)


def _exit_code(told: socket.socket, command: Sequence[str], timeout: float) -> int:
    told.settimeout(timeout)
    try:
        code = told.recv(16)
    except TimeoutError:
        told.shutdown(socket.SHUT_WR)  # which ends the program
        told.settimeout(None)
        told.recv(16)
        raise subprocess.TimeoutExpired(command, timeout) from None
    assert code, (command, "the server of forks has ended")
    return int(code)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
