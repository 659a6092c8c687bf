"""A program in a pseudo-terminal, as a person sees it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Seen:
    """What was written to the terminal, and how the program ended."""

    def __init__(self, raw: str, code: int) -> None:
        self.raw = raw
        self.code = code

    @property
    def text(self) -> str:
        """Without colours and movements."""
        return _ESCAPES.sub("", self.raw).replace("\r", "\n")


def in_terminal(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    *,
    then: Callable[[str], bytes | None] = lambda seen: None,
    seconds: float = 120,
) -> Seen:
    """Run to the end; `then` gives what is typed once, when enough was seen."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    process = subprocess.Popen(
        command,
        env={**environment, "TERM": "xterm-256color"},
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        return Seen(_watch(ours, then, time.monotonic() + seconds), process.wait(seconds))
    finally:
        process.kill()
        os.close(ours)


def _watch(terminal: int, then: Callable[[str], bytes | None], until: float) -> str:
    seen, typed = "", False
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            block = os.read(terminal, 65536)
        except OSError:  # the last program that had it open has ended
            return seen
        seen += block.decode(errors="replace")
        keys = None if typed else then(_ESCAPES.sub("", seen))
        if keys:
            os.write(terminal, keys)
            typed = True
    raise TimeoutError(seen)
