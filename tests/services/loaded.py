"""Programs that begin as forks of a process that has loaded them: to load them takes longest.

A fork is a process like any other. It leads a session, and has arguments, an environment, a working
folder, a log and an end of its own; only its command line is that of the process that was forked.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from tests.services.processes import Closing, Launch, StartError

_MODULES = Path(__file__).with_name("loaded_modules.py")


class LoadedProgram(Closing):
    """The process that is forked, see be_forked.py. Its forks end with it, and it with this one."""

    def __init__(self, command: Sequence[str | Path], *, env: Mapping[str, str]) -> None:
        """Start it, and wait for nothing; `env` is what counts while it loads."""
        self._lock = Lock()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,  # which is closed when this process ends, however it does
            stdout=subprocess.PIPE,
            bufsize=0,
            env=env,
            cwd="/",
            start_new_session=True,
        )

    def start(self, launch: Launch) -> Fork:
        """Start a fork."""
        with self._lock:  # until the fork is held: nobody else has it reaped meanwhile
            return Fork(self, self._ask(vars(launch)))

    def run(
        self,
        arguments: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        folder: Path,
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        """As `run_to_end`, in a fork."""
        with TemporaryDirectory() as prints:
            out, err = (Path(prints, name) for name in ("out", "err"))
            fork = self.start(Launch(arguments, dict(env), folder, out, err))
            try:
                code = fork.wait(timeout)
            except BaseException:
                os.killpg(fork.pid, signal.SIGKILL)
                fork.wait()
                raise
            texts = (it.read_text("utf-8", "replace") for it in (out, err))
            return subprocess.CompletedProcess(list(map(str, arguments)), code, *texts)

    def reap(self, pid: int) -> int:
        """The exit code of a fork that has ended; its process id is free from now on."""
        with self._lock:
            return self._ask({"ended": pid})

    def close(self) -> None:
        """End it with its forks; may be repeated."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, request: Mapping[str, Any]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(request, default=str).encode() + b"\n")
        answer = self._process.stdout.readline()
        if not answer:
            raise StartError("the process that is forked has ended")
        return int(answer)


class Fork:
    """One fork, which can be waited for like a child."""

    def __init__(self, server: LoadedProgram, pid: int) -> None:
        """Of that process, which has not reaped it yet."""
        self.pid = pid
        self.returncode: int | None = None
        self._server = server
        self._descriptor = os.pidfd_open(pid)

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """The exit code, once it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code when it ends; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._descriptor, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired(f"fork {self.pid}", timeout or 0)
            self.returncode = self._server.reap(self.pid)
            os.close(self._descriptor)
        return self.returncode


def loaded_modules(python: Path, *modules: str, env: Mapping[str, str]) -> LoadedProgram:
    """A Python that has loaded these modules; a fork has arguments as `python` has.

    They begin with a file, with `-m` and a module, or with `-c` and a text.
    """
    return LoadedProgram([python, "-P", _MODULES, *modules], env=env)
