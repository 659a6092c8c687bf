"""A fork of a loaded program is a process like one that was started, and ends as one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.loaded import LoadedProgram
from tests.services.processes import Launch, Server, StartError, clean_environment
from tests.services.test_processes import assert_ends

_REPOSITORY = Path(__file__).parents[2]
_ENVIRONMENT = clean_environment(PYTHONPATH=str(_REPOSITORY))

#: Tells what a process has; as a module without arguments, it is forked for that.
_PROGRAM = """
import json, os, sys, time
from pathlib import Path
from tests.services.be_forked import be_forked

def tell(arguments):
    lines = Path("/proc/self/status").read_text().splitlines()
    shown = ("Threads", "SigPnd", "SigBlk", "SigIgn", "SigCgt", "Umask")
    status = [line for line in lines if line.startswith(shown)]
    files = {it: os.readlink(it) for it in Path("/proc/self/fd").iterdir() if it.is_symlink()}
    print("a line that is printed", file=sys.stderr)
    print(json.dumps({
        "arguments": arguments, "status": status, "cwd": os.getcwd(), "environ": dict(os.environ),
        "files": {int(it.name): name for it, name in files.items()},
        "leads": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    }), flush=True)
    if "fails" in arguments:
        sys.exit(7)
    time.sleep(60)

tell(sys.argv[1:]) if sys.argv[1:] else be_forked(tell)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "telling.py"
    path.write_text(_PROGRAM)
    return path


@pytest.fixture(scope="module")
def loaded(program: Path) -> Iterator[LoadedProgram]:
    with LoadedProgram([sys.executable, program], env=_ENVIRONMENT) as server:
        yield server


def told(command: list[str | Path], log: Path, **options: Any) -> dict[str, Any]:
    """What it tells; it has ended then."""
    before = log.read_text()
    server = Server(command, log=log, **options)
    server.wait_ready(lambda: log.read_text().removeprefix(before).endswith("}\n"))
    server.stop()
    assert_ends(server.pid)
    return dict(json.loads(log.read_text().splitlines()[-1]))


def test_a_fork_has_what_a_started_process_has(
    program: Path, loaded: LoadedProgram, tmp_path: Path
) -> None:
    log, env = tmp_path / "telling.log", {**_ENVIRONMENT, "OWN": "of this one"}
    log.write_text("of an earlier one\n")
    started = told([sys.executable, program, "given"], log, env=env)
    fork = told(["given"], log, env=env, forked_by=loaded)
    assert fork == started
    assert (fork["leads"], fork["cwd"]) == ([True, True], str(tmp_path))
    errors = [line for line in log.read_text().splitlines() if not line.startswith("{")]
    assert errors == ["of an earlier one", *["a line that is printed"] * 2]


def test_a_fork_that_fails_shows_its_status_and_log(loaded: LoadedProgram, tmp_path: Path) -> None:
    log = tmp_path / "telling.log"
    server = Server(["fails"], log=log, env=_ENVIRONMENT, forked_by=loaded)
    with pytest.raises(StartError, match=r"telling ended with status 7(?s:.*)is printed"):
        server.wait_ready(lambda: False)


def test_a_fork_is_waited_for(loaded: LoadedProgram, tmp_path: Path) -> None:
    out, err = tmp_path / "out", tmp_path / "err"
    fork = loaded.start(Launch(["given"], _ENVIRONMENT, tmp_path, out, err))
    assert fork.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        fork.wait(0.01)
    os.kill(fork.pid, signal.SIGKILL)
    assert fork.wait(60) == fork.poll() == -signal.SIGKILL
    fork.kill()  # nobody any more


def test_forks_end_with_the_process_that_is_forked(program: Path, tmp_path: Path) -> None:
    log = tmp_path / "telling.log"
    with LoadedProgram([sys.executable, program], env=_ENVIRONMENT) as loaded:
        server = Server(["given"], log=log, env=_ENVIRONMENT, forked_by=loaded)
    assert_ends(server.pid)


def test_forks_end_when_the_test_run_is_killed(program: Path, tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.services.loaded import LoadedProgram\n"
        "from tests.services.processes import Server, clean_environment\n"
        "env = clean_environment(PYTHONPATH=sys.argv[1])\n"
        "loaded = LoadedProgram([sys.executable, sys.argv[2]], env=env)\n"
        "log = Path(sys.argv[3])\n"
        "print(Server(['given'], log=log, env=env, forked_by=loaded).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script, _REPOSITORY, program, tmp_path / "telling.log"],
        cwd=_REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    pid = int(run.stdout.readline())
    run.kill()
    run.communicate(timeout=5)
    assert_ends(pid)


def test_what_cannot_be_loaded_is_no_start(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('nothing to fork')"]
    with (
        LoadedProgram(command, env=_ENVIRONMENT) as loaded,
        pytest.raises(StartError, match="has ended"),
    ):
        Server([], log=tmp_path / "none.log", env=_ENVIRONMENT, forked_by=loaded)
