"""What a program started is found in its session, until nothing of it holds anything any more."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.ports import LOOPBACK
from tests.services.processes import leashed
from tests.services.sessions import end_session, processes_of_session

#: Listens in its first thread, which then ends alone: a system call ends no other thread.
_WITHOUT_FIRST_THREAD = """
import ctypes, socket, threading, time
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=time.sleep, args=(600,)).start()
print(listener.getsockname()[1], flush=True)
ctypes.CDLL(None).syscall(60 if __import__("platform").machine() == "x86_64" else 93, 0)
"""

#: Starts a process that goes on when this one has ended.
_LEAVES_A_CHILD = """
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
"""


@contextmanager
def program(text: str) -> Iterator[tuple[int, int]]:
    """The id of a session whose leader ran this Python, and the number that it printed."""
    command = leashed([sys.executable, "-c", text])
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        try:
            number = int(process.stdout.readline())
            while state_of(process.pid) != "Z":
                time.sleep(0.01)
            yield process.pid, number
        finally:
            process.kill()
            end_session(process.pid)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_process_counts_until_its_last_thread_has_ended() -> None:
    with program(_WITHOUT_FIRST_THREAD) as (leader, port):
        with socket.create_connection((LOOPBACK, port), timeout=5):
            assert processes_of_session(leader) == [leader]
        end_session(leader)
        assert processes_of_session(leader) == []
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, port), timeout=5)


def test_a_session_goes_on_without_its_leader() -> None:
    with program(_LEAVES_A_CHILD) as (leader, child):
        assert child in processes_of_session(leader)
        end_session(leader)
        assert processes_of_session(leader) == []
