"""Processes that `run` starts; none of them outlives it."""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import FrameType

#: Standard input. sys.stdin is None where it was closed when Python started.
_STDIN = 0

#: Signals that ask a process to end.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

#: How often to look whether a child has ended or a signal has come; seconds.
TICK = 0.1


class StopSignals:
    """Counts the signals that ask this process to end, from the moment this is made.

    A signal interrupts no work: the work looks here when it can stop. `interrupts` counts those
    that a person sends with Ctrl-C.
    """

    def __init__(self) -> None:
        """Take SIGINT, SIGTERM, and a closed terminal's SIGHUP unless that is ignored (nohup)."""
        self.count = self.interrupts = 0
        self._came = SimpleQueue[int]()  # the one lock that a handler may take while others wait
        for number in _ENDINGS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._counted)

    def __bool__(self) -> bool:
        """Whether any signal has come."""
        return self.count > 0

    def wait(self) -> None:
        """Sleep until the next of them comes, or return at once for one that came before."""
        self._came.get()

    def _counted(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        self.interrupts += number == signal.SIGINT
        self._came.put(number)


class Become(Exception):
    """Raised in a fork, which goes on as another command: `main` runs that instead."""

    def __init__(self, command: Sequence[str]) -> None:
        """`command` is the arguments of the program."""
        super().__init__(*command)
        self.command = command


class CannotStart(Exception):
    """The system has no room for another process."""


class Children:
    """Commands of the service as processes, each the first of a process group of its own.

    So Ctrl-C in a terminal reaches the parent only, which then ends the children in order. Each
    child's standard input is a pipe that ends with the parent, even with one that was killed.

    They are forks, which share what was imported. As new programs each would import it once more,
    and have all of its memory for itself.
    """

    def __init__(self) -> None:
        """No child runs yet."""
        self._running: dict[str, _Child] = {}

    def start(self, command: str) -> None:
        """Start a child. In the child, this raises Become. Raises CannotStart.

        The parent must have no other thread and no open connection: a fork cannot use either.
        """
        gc.freeze()  # a search for garbage would write to the modules: each process would copy them
        theirs, ours = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        pid = _fork(command, theirs, ours)
        if not pid:
            for pipe in (ours, *(other.pipe for other in self._running.values())):
                os.close(pipe)
            self._running.clear()  # only the parent ends them
            _begin_anew(command, theirs)
            raise Become([command, "--end-with-stdin"])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
        os.close(theirs)
        self._running[command] = _Child(pid, ours)

    def ended(self) -> list[str]:
        """The commands that have ended by themselves."""
        return [name for name, child in self._running.items() if child.has_ended()]

    def stop(self, seconds: float, in_haste: Callable[[], bool]) -> None:
        """End all of them, and wait until they are gone.

        Work under way may end within that time, unless the operator is `in_haste`.
        """
        for child in self._running.values():
            child.terminate()
        deadline = time.monotonic() + seconds
        while len(self.ended()) < len(self._running):
            if in_haste() or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for child in self._running.values():
            child.kill()


def _fork(command: str, *pipe: int) -> int:
    try:
        return os.fork()
    except OSError as error:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
        for end in pipe:
            os.close(end)
        raise CannotStart(f"the {command} cannot be started: {error.strerror}") from error


class _Child:
    """A child's process, and the parent's end of its standard input."""

    def __init__(self, pid: int, pipe: int) -> None:
        self.pipe = pipe
        self._pid = pid
        self._has_ended = False

    def has_ended(self) -> bool:
        if not self._has_ended:
            self._has_ended = os.waitpid(self._pid, os.WNOHANG) != (0, 0)
        return self._has_ended

    def terminate(self) -> None:
        if not self.has_ended():
            os.kill(self._pid, signal.SIGTERM)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)  # with processes of its own that it left
        if not self._has_ended:
            os.waitpid(self._pid, 0)
            self._has_ended = True


def _begin_anew(command: str, stdin: int) -> None:
    """Give this fork what a new program has. Signals that end it wait until then."""
    os.setpgid(0, 0)
    os.dup2(stdin, _STDIN)
    if stdin != _STDIN:
        os.close(stdin)
    for number in _ENDINGS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    with suppress(OSError):  # the name in lists of processes
        Path("/proc/self/comm").write_text(f"dds {command}")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)


def add_end_with_stdin(parser: argparse.ArgumentParser) -> None:
    """The option of commands that are started as children."""
    help = "end with the process that holds the other end of standard input, a pipe without data"
    parser.add_argument("--end-with-stdin", action="store_true", help=help)


def end_with_stdin() -> None:
    """Have the kernel send SIGTERM to this process when the other end of its stdin is closed.

    That stays through exec, and needs no thread, which would not. Bytes that arrive count as the
    end, because the kernel reports both in the same way; nothing sends any.
    """
    fcntl.fcntl(_STDIN, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(_STDIN, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(_STDIN, fcntl.F_SETFL, fcntl.fcntl(_STDIN, fcntl.F_GETFL) | os.O_ASYNC)
    closed = select.poll()
    closed.register(_STDIN, 0)
    if closed.poll(0):  # before the kernel was asked
        signal.raise_signal(signal.SIGTERM)
