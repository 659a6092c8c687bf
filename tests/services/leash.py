"""Become another program that ends when the process which asked for it ends.

    python -I -S leash.py PARENT DEATH_SIGNAL UID GID PROGRAM [ARGUMENT...]

This is a step of its own between fork and exec, since the alternative, subprocess's preexec_fn,
may deadlock in a process with threads. The standard library only: it runs without site-packages.
A UID below 0 keeps the caller's identity.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, death_signal: int, uid: int, gid: int, command: list[str]) -> None:
    """Drop privileges, ask the kernel for the death signal, then run `command` in this process."""
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    put_on(parent, death_signal)  # after setuid, which would clear it again
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests may run under nohup, which is inherited
    os.execv(command[0], command)


def put_on(parent: int, death_signal: int) -> None:
    """Ask the kernel for that signal when `parent` ends; end where that has happened already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(death_signal)):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit("the parent ended before the leash was on")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:5]]
    main(numbers[0], numbers[1], numbers[2], numbers[3], sys.argv[5:])
