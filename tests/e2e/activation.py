"""Holds the socket of a service that comes and goes, as systemd does with a `.socket` unit.

python -m tests.e2e.activation PORT: SIGHUP stops the service and starts it again, SIGTERM ends all.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

from tests.e2e.installation import program
from tests.services.ports import LOOPBACK

#: Where a service looks for the first socket that it was handed over: sd_listen_fds(3).
FIRST = 3


def start(listener: socket.socket) -> int:
    """The id of a new process of the service."""
    pid = os.fork()
    if not pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.dup2(listener.fileno(), FIRST)
        os.set_inheritable(FIRST, True)
        command = program("serve")
        handed = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
        os.execve(command[0], command, {**os.environ, **handed})
    return pid


def main(port: int) -> None:
    """Run until SIGTERM."""
    signals = {signal.SIGHUP, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(1024)
        is_over = False
        while not is_over:
            service = start(listener)
            is_over = signal.sigwait(signals) == signal.SIGTERM
            os.kill(service, signal.SIGTERM)
            os.waitpid(service, 0)
            print("stopped", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
