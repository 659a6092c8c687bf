"""Child processes that never outlive the test run, and waiting until they are ready.

Every child starts on a leash (leash.py), so even a run ended with kill -9 leaves none behind.
The kernel ties the leash to the thread that started the child: start a server from the main
thread or from one that lives as long. Nothing here knows which program it runs.
"""

import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

_LEASH = Path(__file__).with_name("leash.py")


class StartError(RuntimeError):
    """A program did not come up; the message holds the end of its log."""


class Closing(ABC):
    """Something that is ended for good where its `with` ends; nothing is started at its begin."""

    @abstractmethod
    def close(self) -> None:
        """End it; may be repeated."""

    def __enter__(self) -> Self:
        """Give it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End it for good."""
        self.close()


class Running(Closing):
    """The same for what is started where its `with` begins."""

    @abstractmethod
    def start(self) -> None:
        """Return when it runs; raises StartError."""

    def __enter__(self) -> Self:
        """Start it; what does not start is ended."""
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self


@dataclass(frozen=True)
class Account:
    """An account of the machine, by number; the default means: whoever runs the tests."""

    uid: int = -1
    gid: int = -1


CALLER = Account()


def clean_environment(**extra: str) -> dict[str, str]:
    """Return an environment that owes nothing to the caller's: no proxies, a UTF-8 locale."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **extra}


def leashed(
    command: Sequence[str | Path], *, account: Account = CALLER, death_signal: int = signal.SIGKILL
) -> list[str]:
    """Return the command line that runs `command` so that it ends with this process."""
    numbers = (os.getpid(), int(death_signal), account.uid, account.gid)
    return [sys.executable, "-I", "-S", str(_LEASH), *map(str, numbers), *map(str, command)]


def run_to_end(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    folder: Path,
    timeout: float = 60,
    account: Account = CALLER,
) -> subprocess.CompletedProcess[str]:
    """Run `command` in `folder` without input and return what it printed, as UTF-8 text.

    Raises subprocess.TimeoutExpired after having ended the command and all it has started.
    """
    with subprocess.Popen(
        leashed(command, account=account),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=env,
        cwd=folder,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            # Its workers hold the pipes open: without them gone, the next read would not end.
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(list(map(str, command)), process.returncode, out, err)


class Process(Protocol):
    """A process that was started: a child, or a fork of one."""

    @property
    def pid(self) -> int: ...

    def send_signal(self, sig: int, /) -> None: ...

    def kill(self) -> None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(frozen=True)
class Launch:
    """What a fork begins with; it appends what it prints to `out` and `err`."""

    arguments: Sequence[str | Path]
    env: dict[str, str]
    folder: Path
    out: Path
    err: Path


class Forking(Protocol):
    """What starts forks of a process that has loaded a program, see `loaded`."""

    def start(self, launch: Launch, /) -> Process: ...


class Server:
    """One long-running process with a log file."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str],
        account: Account = CALLER,
        death_signal: int = signal.SIGKILL,
        forked_by: Forking | None = None,
    ) -> None:
        """Start `command`; whatever it prints is appended to `log`.

        With `forked_by` it is the arguments of what was loaded there, and the rest is as usual.
        """
        self._log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        self._process: Process
        if forked_by:
            self._process = forked_by.start(Launch(command, dict(env), log.parent, log, log))
        else:
            command = leashed(command, account=account, death_signal=death_signal)
            self._process = _start(command, log, env)

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its process group."""
        return self._process.pid

    def wait_ready(self, is_ready: Callable[[], bool], timeout: float = 60) -> None:
        """Return once `is_ready()` is true; raise StartError if the process ends or time is up."""
        deadline = time.monotonic() + timeout
        while not is_ready():
            if (status := self._process.poll()) is not None:
                self._fail(f"ended with status {status}")
            if time.monotonic() > deadline:
                self._fail(f"was not ready after {timeout:g} s")
            time.sleep(0.02)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, timeout: float = 10) -> None:
        """Ask the process to end with a signal, insist after `timeout`; may be repeated."""
        self.send(number)
        self.send(signal.SIGCONT)  # a suspended process would not see the first one
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _fail(self, what: str) -> None:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            text = log.read().decode("utf-8", "replace")
        raise StartError(f"{self._log.stem} {what}; {self._log} ends:\n{text[-4000:]}")


def _start(command: Sequence[str], log: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=log.parent,
            # Ctrl-C is for the test run, which then stops its servers in order.
            start_new_session=True,
        )
