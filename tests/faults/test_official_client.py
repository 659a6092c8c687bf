"""The unmodified DukeDSClient sends and fetches folders while a node is in trouble."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.kinds import swift_settings
from tests.e2e.polling import eventually
from tests.e2e.trees import CHUNK, read_tree, write_tree
from tests.faults.conftest import Tell
from tests.faults.table import Counts
from tests.faults.trouble import Trouble, trouble_with
from tests.services.ddsclient import DukeDSClient
from tests.services.swift import SwiftServer

pytestmark = pytest.mark.faults

#: A run may take as long; seconds. The client waits 20 s and more after a storage that refused.
LONG = 900.0


@pytest.fixture(scope="module")
def installation(
    nodes: SwiftServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """API and worker over these nodes."""
    folder = tmp_path_factory.mktemp("installation")
    settings = swift_settings(nodes, f"sqlite:///{folder}/dds.db")
    with Installation(folder, settings) as made:
        made.succeed("providers", "configure")
        made.start()
        yield made


class Run:
    """One user's client, and a project that nobody has yet."""

    def __init__(self, installation: Installation, folder: Path, name: str) -> None:
        user = installation.create_user(name)
        self._caller = Caller(installation.api_url, user.api_token)
        self._project = f"Project of {name}"
        self._client = DukeDSClient(
            folder,
            installation.api_url,
            user.user_key,
            user.agent_key,
            upload_bytes_per_chunk=CHUNK,
            upload_workers=2,
            download_workers=2,
        )

    def ddsclient(self, command: str, *arguments: str) -> str:
        """How a command ended; "" where it worked."""
        done = self._client.run(command, "-p", self._project, *arguments, timeout=LONG)
        return "" if done.returncode == 0 else f"{command}: {done.stdout}{done.stderr}"[-2000:]

    def begun(self) -> int:
        """How many uploads there are."""
        projects = self._caller.get("/projects")["results"]
        if not projects:
            return 0
        path = f"/projects/{projects[0]['id']}/uploads?per_page=1000"
        return len(self._caller.get(path)["results"])

    def failed(self) -> int:
        """How many uploads have failed."""
        (project,) = self._caller.get("/projects")["results"]
        results = self._caller.get(f"/projects/{project['id']}/uploads?per_page=1000")["results"]
        return sum(it["status"]["error_on"] is not None for it in results)


def go_and_come(nodes: SwiftServer, trouble: Trouble, run: Run, uploads: int) -> str:
    """Send and fetch the folder, with trouble from a third of it on; gives what did not work.

    A node that is stale is back when another third was begun, the others come back at the end. It
    is the client that runs in a thread: servers end with the thread that has started them.
    """
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(run.ddsclient, "upload", "tree")
        wait(run, sending, uploads // 3)
        with ExitStack() as troubled:
            troubled.enter_context(trouble_with(nodes, trouble))
            if trouble is Trouble.STALE:
                wait(run, sending, 2 * uploads // 3)
                troubled.close()
            return (
                sending.result()
                or run.ddsclient("check", "--wait")
                or run.ddsclient("download", "back")
            )


def wait(run: Run, sending: Future[str], count: int) -> None:
    """Until so many uploads have begun, or all is over."""
    while not sending.done() and run.begun() < count:
        time.sleep(0.1)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_folder_goes_there_and_back(
    nodes: SwiftServer,
    installation: Installation,
    trouble: Trouble,
    uploads: int,
    tmp_path: Path,
    tell: Tell,
) -> None:
    dice = random.Random()
    tree = {f"file{n}": dice.randbytes(2 * CHUNK + 500) for n in range(uploads)}
    write_tree(tmp_path / "home" / "tree", tree)
    run = Run(installation, tmp_path / "home", trouble.value)
    trouble_told = go_and_come(nodes, trouble, run, uploads)
    back = read_tree(tmp_path / "home" / "back" / "tree")
    lost = sum(back.get(name) != content for name, content in tree.items())
    counts = Counts(len(tree), run.begun(), lost, leaked=None, stuck=run.failed())
    tell(f"one of three nodes {trouble} (DukeDSClient)", counts)
    assert trouble_told == ""
    assert counts.is_good
    eventually(installation.answers)
