"""Processes that `run` starts; none of them outlives it."""

from __future__ import annotations

import argparse
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

#: How long children may take to end before they are killed; seconds.
_STOP_SECONDS = 40.0

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
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._counted)

    def __bool__(self) -> bool:
        """Whether any signal has come."""
        return self.count > 0

    def _counted(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        self.interrupts += number == signal.SIGINT


class Children:
    """Commands of the service as processes, each the first of a process group of its own.

    So Ctrl-C in a terminal reaches the parent only, which then ends the children in order. Each
    child's standard input is a pipe that ends with the parent, even with one that was killed.
    """

    def __init__(self) -> None:
        """No child runs yet."""
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, command: str) -> None:
        """Start a child."""
        self._running[command] = subprocess.Popen(
            [sys.executable, "-m", "dds_upload", command, "--end-with-stdin"],
            stdin=subprocess.PIPE,
            process_group=0,
        )

    def ended(self) -> list[str]:
        """The commands that have ended by themselves."""
        return [name for name, child in self._running.items() if child.poll() is not None]

    def stop(self, in_haste: Callable[[], bool]) -> None:
        """End all of them, and wait until they are gone.

        Work under way may end, unless the operator is `in_haste`.
        """
        for child in self._running.values():
            child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        while len(self.ended()) < len(self._running):
            if in_haste() or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for child in self._running.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # with processes of its own that it left
            child.wait()


def add_end_with_stdin(parser: argparse.ArgumentParser) -> None:
    """The option of commands that are started as children."""
    help = "end with the process that holds the other end of standard input, a pipe without data"
    parser.add_argument("--end-with-stdin", action="store_true", help=help)


def end_with_stdin() -> None:
    """Have the kernel send SIGTERM to this process when the other end of its stdin is closed.

    That stays through exec, and needs no thread, which would not. Bytes that arrive count as the
    end, because the kernel reports both in the same way; nothing sends any.
    """
    fd = sys.stdin.fileno()
    fcntl.fcntl(fd, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_ASYNC)
    closed = select.poll()
    closed.register(fd, 0)
    if closed.poll(0):  # before the kernel was asked
        signal.raise_signal(signal.SIGTERM)
