"""Forks this process, which has loaded a program, for each run of the program that is asked for.

A request is a line of JSON on standard input. One asks for a fork, and is answered with its process
id. One names a fork that has ended, and is answered with its exit code, negative for a signal.

The standard library only: programs of other environments load this file by its path.
"""

import gc
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_put_on_leash = runpy.run_path(str(Path(__file__).with_name("leash.py")))["put_on"]


def be_forked(run: Callable[[list[str]], object]) -> None:
    """Answer until nobody asks any more, and end all forks then, with what they have started.

    In a fork, return as `run` does, which has its arguments. This process must have no other thread
    and no open file.
    """
    gc.freeze()  # a collection would write to all that forks share
    server, forks = os.getpid(), set[int]()
    for line in sys.stdin:
        request = json.loads(line)
        if "ended" in request:
            _, status = os.waitpid(request["ended"], 0)
            forks.remove(request["ended"])
            print(os.waitstatus_to_exitcode(status), flush=True)
        elif fork := os.fork():
            forks.add(fork)
        else:
            _begin_anew(server, request)
            run(request["arguments"])
            return
    for fork in forks:
        with suppress(ProcessLookupError):  # one that leads no session yet ends by its leash
            os.killpg(fork, signal.SIGKILL)


def _begin_anew(server: int, request: Mapping[str, Any]) -> None:
    """Give this fork what a new program has; it ends with the process that made it."""
    os.setsid()
    _put_on_leash(server, signal.SIGKILL)
    print(os.getpid(), flush=True)
    for number, name in enumerate((os.devnull, request["out"], request["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        opened = os.open(name, flags, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
