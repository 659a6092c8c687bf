"""Load modules once, then run Python programs in forks of this process, as asked by fork_server.py.

    python -P fork_server_boot.py SOCKET [MODULE...]

The standard library only: it runs in the environments of foreign programs. A request is JSON, and
comes with three open files: standard output, standard error, and a socket, which is told the exit
code. Whoever closes the other end of that socket ends the program and all it has started.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from typing import Any

_REQUEST_MAX = 1 << 20


def main(control: int, modules: list[str]) -> None:
    """Serve until nobody asks any more; in a fork, return as the program does."""
    for module in modules:
        importlib.import_module(module)
    gc.freeze()  # a collection would write to all that forks share
    requests = socket.socket(fileno=control)
    watchers: list[int] = []
    while True:
        text, files, _, _ = socket.recv_fds(requests, _REQUEST_MAX, 3)
        if not text:
            return
        out, err, told = files
        watcher = os.fork()
        if not watcher:
            _run(json.loads(text), out, err, told, requests)
            return
        watchers = [each for each in (*watchers, watcher) if not _has_ended(each)]
        for file in files:
            os.close(file)


def _has_ended(child: int) -> bool:
    ended, _ = os.waitpid(child, os.WNOHANG)
    return bool(ended)


def _run(request: dict[str, Any], out: int, err: int, told: int, requests: socket.socket) -> None:
    """Return in the program; its parent watches over it, and ends here."""
    requests.close()
    os.setsid()
    program = os.fork()
    if program:
        _watch(program, socket.socket(fileno=told))
        os._exit(0)
    os.close(told)
    for number, file in enumerate((os.open(os.devnull, os.O_RDWR), out, err)):
        os.dup2(file, number)
        os.close(file)
    _become(request)


def _watch(program: int, asker: socket.socket) -> None:
    ended = os.pidfd_open(program)
    ready, _, _ = select.select([ended, asker.fileno()], [], [])
    if ended not in ready:
        os.killpg(0, signal.SIGKILL)  # this process as well
    _, status = os.waitpid(program, 0)
    asker.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _become(request: dict[str, Any]) -> None:
    """As `python` does it with these arguments: a file, `-m` and a module, or `-c` and a text."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    source, *own = sys.argv = request["arguments"]
    if source not in ("-c", "-m"):
        runpy.run_path(source, run_name="__main__")
        return
    named, *own = own
    sys.argv = [source, *own]
    if source == "-m":
        runpy.run_module(named, run_name="__main__", alter_sys=True)
    else:
        exec(compile(named, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
