"""Machines that lack something, as a program finds them that is started with one of these."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

from tests.e2e.installation import REPOSITORY

#: The first port that an account without privileges may listen at.
_FIRST_FREE = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")

#: prctl(2): the program that is executed next, even root's, does not get CAP_NET_BIND_SERVICE.
_UNPRIVILEGED = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE = 24, 10
ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""

Program = Sequence[str | Path]


def without_ipv6(program: Program, folder: Path) -> Program:
    """The kernel knows no addresses of that family."""
    code = """
        import errno, os, socket

        class Socket(socket.socket):
            def __init__(self, family=-1, *args, **more):
                if family == socket.AF_INET6:
                    raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
                super().__init__(family, *args, **more)

        socket.socket = Socket
    """
    return _customized(program, folder, code)


def of_another_account(program: Program, folder: Path) -> Program:
    """No file that is there belongs to the account that runs the program."""
    code = """
        import os, pathlib

        stat = os.lstat

        def lstat(path):
            found = list(stat(path))
            found[4] += 1  # the owner
            return os.stat_result(found)

        pathlib.Path.lstat = lstat
    """
    return _customized(program, folder, code)


def unprivileged(program: Program, folder: Path) -> tuple[Program, int]:
    """Low ports are kept for others; gives one of those, too.

    There are containers in which no port is: there the refusal is made up.
    """
    port = int(_FIRST_FREE.read_text()) - 1
    if port > 0:
        return [sys.executable, "-I", "-c", _UNPRIVILEGED, *program], port
    code = """
        import errno, os, socket

        class Socket(socket.socket):
            def bind(self, address):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        socket.socket = Socket
    """
    return _customized(program, folder, code), 80


def _customized(program: Program, folder: Path, code: str) -> Program:
    """Every Python that the program starts or becomes runs the code first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(dedent(code))
    return ["/usr/bin/env", f"PYTHONPATH={folder}:{REPOSITORY}", *program]
