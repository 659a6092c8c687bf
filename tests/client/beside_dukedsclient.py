"""`dds` beside the unmodified DukeDSClient: the same tree, the same service, one after the other.

    python -m tests.client.beside_dukedsclient [--files 300] [--large 64]

prints time, requests and peak memory of each upload and download. It is no test: how long things
take says more about the machine than about the programs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.client.desk import Desk
from tests.e2e.installation import Installation
from tests.e2e.kinds import LOCAL
from tests.e2e.trees import read_tree
from tests.services.ddsclient import DukeDSClient
from tests.services.processes import clean_environment
from tests.services.sessions import end_session, processes_of_session
from tests.services.tools import tool

MIB = 2**20

#: How often memory is looked at; seconds.
_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: seconds, requests, and the bytes of all its processes at the peak."""

    seconds: float
    requests: int
    memory: int

    def line(self, name: str) -> str:
        """For people."""
        memory = self.memory / MIB
        return f"{name:28}{self.seconds:9.1f} s {self.requests:7} requests {memory:7.0f} MiB"


def main() -> None:
    """Make the tree, start the service, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300, help="small files of 10 kB")
    parser.add_argument("--large", type=int, default=64, help="one large file, in MiB")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = folder / "tree"
        write(tree, wanted.files, wanted.large)
        with service(folder / "service") as installation:
            for cost, what in measure(installation, folder, tree):
                print(cost.line(what), flush=True)


def write(tree: Path, files: int, large: int) -> None:
    """Small files in ten folders, and a large one."""
    dice = random.Random(1)
    for number in range(files):
        path = tree / f"folder{number % 10}" / f"file{number}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dice.randbytes(10_000))
    (tree / "large.bin").write_bytes(dice.randbytes(large * MIB))


@contextmanager
def service(folder: Path) -> Iterator[Installation]:
    """Local disk and SQLite, with limits that stop neither."""
    folder.mkdir()
    limits = {"LOCAL_CHUNK_MAX_NUMBER": "1000", "LOCAL_CHUNK_MAX_SIZE_BYTES": "5000000000"}
    with Installation(folder, {**LOCAL, **limits}) as installation:
        installation.start()
        yield installation


def measure(installation: Installation, folder: Path, tree: Path) -> Iterator[tuple[Cost, str]]:
    """Upload, upload again, download: by each of both."""
    user = installation.create_user("researcher")
    desk = Desk.at(installation, user, folder / "dds")
    theirs = DukeDSClient(folder / "ddsclient", installation.api_url, user.user_key, user.agent_key)
    their_environment = clean_environment(
        HOME=str(theirs.folder),
        DDSCLIENT_CONF=str(theirs.config_file),
        PYTHONUTF8="1",
        HTTPS_PROXY="http://127.0.0.1:9",
        NO_PROXY="127.0.0.1",
    )
    program = str(tool("ddsclient") / "bin" / "ddsclient")
    for name, command, environment, home in (
        ("DukeDSClient", [program], their_environment, theirs.folder),
        ("dds", desk.command(), desk.environment, desk.home),
    ):
        for what, words in (
            ("upload", ["upload", "-p", name, str(tree)]),
            ("upload again", ["upload", "-p", name, str(tree)]),
            ("download", ["download", "-p", name, "back"]),
        ):
            cost = cost_of(installation, [*command, *words], environment, home)
            yield cost, f"{name} {what}"
        assert read_tree(home / "back" / "tree") == read_tree(tree)


def cost_of(
    installation: Installation,
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
) -> Cost:
    """Run a command in a session of its own, and watch it."""
    before = requests_in(installation)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    peak = 0
    try:
        while process.poll() is None:
            peak = max(peak, sum(map(resident, processes_of_session(process.pid))))
            time.sleep(_EVERY)
    finally:
        end_session(process.pid)
    seconds = time.monotonic() - began
    assert process.stderr is not None
    assert process.returncode == 0, process.stderr.read().decode()
    return Cost(seconds, requests_in(installation) - before, peak)


def requests_in(installation: Installation) -> int:
    """How many requests the service has logged, storage's among them."""
    return installation.api.settled_log().count("gunicorn.access")


def resident(pid: int) -> int:
    """The memory that a process alone holds; what it shares with another counts in parts. Bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
