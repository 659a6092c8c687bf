"""Child processes end with the test run, however it ends, and say why they did not start."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Server, StartError, clean_environment, run_to_end

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def port() -> Iterator[ReservedPort]:
    with closing(ReservedPort()) as port:
        yield port


def test_a_reserved_port_refuses_until_its_server_listens(port: ReservedPort) -> None:
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, port.number), timeout=5)
        with (
            socket.create_server((LOOPBACK, port.number)),
            socket.create_connection((LOOPBACK, port.number), timeout=5),
        ):
            pass


def test_a_failed_start_shows_the_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('the reason')"]
    server = Server(command, log=tmp_path / "fake.log", env=clean_environment())
    with pytest.raises(StartError, match=r"fake ended with status 1(?s:.*)the reason"):
        server.wait_ready(lambda: False)


def test_a_command_out_of_time_ends_with_all_it_started(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "sleep 60 & echo $! >child; wait"]
    with pytest.raises(subprocess.TimeoutExpired):
        run_to_end(command, env=clean_environment(), folder=tmp_path, timeout=0.5)
    assert_ends(int((tmp_path / "child").read_text()))


def test_a_server_ends_when_the_test_run_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.services.processes import Server\n"
        "server = Server(['/bin/sleep', '60'], log=Path(sys.argv[1]), env={})\n"
        "print(server.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "sleep.log"],
        cwd=_REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    pid = int(run.stdout.readline())
    wait_for_exec(pid, b"/bin/sleep")
    run.kill()
    run.communicate(timeout=5)
    assert_ends(pid)


def wait_for_exec(pid: int, program: bytes) -> None:
    """Return when the process `pid` has become `program`, with its leash on."""
    command_line = Path(f"/proc/{pid}/cmdline")
    while not command_line.read_bytes().startswith(program):
        time.sleep(0.01)


def assert_ends(pid: int) -> None:
    """Fail where the process `pid` is still there after some seconds; a zombie counts as gone."""
    status = Path(f"/proc/{pid}/stat")
    for _ in range(100):
        try:
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail(f"process {pid} is still there")
