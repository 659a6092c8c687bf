"""`python -m dds_upload run` on a system that has no room for another process.

python -m tests.e2e.forkless_run NUMBER: so many forks succeed.
"""

from __future__ import annotations

import errno
import os
import sys

from dds_upload.commands.parser import main

_fork = os.fork
_left = int(sys.argv[1])


def _fork_if_any_is_left() -> int:
    global _left
    if not _left:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    _left -= 1
    return _fork()


if __name__ == "__main__":
    os.fork = _fork_if_any_is_left
    sys.exit(main(["run"]))
