"""A fork is a program like any other: with its own arguments, environment, folder and end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.services.loaded import LoadedProgram, loaded_modules
from tests.services.processes import clean_environment
from tests.services.test_processes import assert_ends

_REPOSITORY = Path(__file__).parents[2]
ENV = clean_environment()


@pytest.fixture(scope="module")
def server() -> Iterator[LoadedProgram]:
    with loaded_modules(Path(sys.executable), "colorsys", env=ENV) as server:
        yield server


def run(
    server: LoadedProgram, folder: Path, *arguments: str | Path, timeout: float = 60, **env: str
) -> subprocess.CompletedProcess[str]:
    return server.run(arguments, env={**ENV, **env}, folder=folder, timeout=timeout)


SAY = """
import os, sys
print(sys.argv, os.getcwd(), os.environ.get("WHO"), sys.stdin.read(), "colorsys" in sys.modules)
sys.exit("naïve")
"""


def test_a_program_has_what_is_its_own(server: LoadedProgram, tmp_path: Path) -> None:
    script = tmp_path / "say.py"
    script.write_text(SAY)
    for source, name in ([script], str(script)), (["-c", SAY], "-c"):
        done = run(server, tmp_path, *source, "one", "two words", WHO="mouse")
        assert done.stdout == f"{[name, 'one', 'two words']} {tmp_path} mouse  True\n"
        assert (done.returncode, done.stderr) == (1, "naïve\n")
    assert " None " in run(server, tmp_path, "-c", SAY).stdout, "what one has, the next has, too"


def test_a_module_runs_as_a_program(server: LoadedProgram, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"a":1}')
    done = run(server, tmp_path, "-m", "json.tool", "--compact", "data.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"a":1}\n', "")


def test_it_is_told_how_a_program_ended(server: LoadedProgram, tmp_path: Path) -> None:
    assert run(server, tmp_path, "-c", "pass").returncode == 0
    assert run(server, tmp_path, "-c", "raise SystemExit(3)").returncode == 3
    failed = run(server, tmp_path, "-c", "1 / 0")
    assert (failed.returncode, failed.stderr.splitlines()[-1][:17]) == (1, "ZeroDivisionError")
    killed = run(server, tmp_path, "-c", "import os; os.kill(os.getpid(), 9)")
    assert killed.returncode == -signal.SIGKILL


def test_programs_run_side_by_side(server: LoadedProgram, tmp_path: Path) -> None:
    meet = """
import sys, time
from pathlib import Path
mine, other = map(Path, sys.argv[1:])
mine.touch()
while not other.exists():
    time.sleep(0.01)
"""
    with ThreadPoolExecutor() as pool:
        meetings = [pool.submit(run, server, tmp_path, "-c", meet, *it) for it in ("ab", "ba")]
    assert [it.result().returncode for it in meetings] == [0, 0]


#: A program that starts another one, and waits for it.
LONG = """
import subprocess
child = subprocess.Popen(["/bin/sleep", "60"])
open("child", "w").write(str(child.pid))
print("started", flush=True)
child.wait()
"""


def test_a_program_out_of_time_ends_with_all_it_started(
    server: LoadedProgram, tmp_path: Path
) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(server, tmp_path, "-c", LONG, timeout=1)
    assert_ends(int((tmp_path / "child").read_text()))


def test_programs_end_when_the_test_run_is_killed(tmp_path: Path) -> None:
    asking = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.services.loaded import loaded_modules\n"
        "loaded = loaded_modules(Path(sys.executable), env={})\n"
        "loaded.run(['-c', sys.argv[1]], env={}, folder=Path(sys.argv[2]))\n"
    )
    asker = subprocess.Popen([sys.executable, "-c", asking, LONG, tmp_path], cwd=_REPOSITORY)
    child = tmp_path / "child"
    while not (child.exists() and child.read_text()):
        time.sleep(0.01)
    asker.kill()
    asker.wait(5)
    assert_ends(int(child.read_text()))
