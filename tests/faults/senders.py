"""Real clients that upload all the while, and go on as their users do: by starting them again."""

from __future__ import annotations

import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from threading import Event

from tests.client.desk import Desk
from tests.e2e.caller import Caller
from tests.e2e.polling import eventually
from tests.e2e.pulp_desk import PulpDesk, sha256_of
from tests.e2e.sentry_desk import SentryDesk
from tests.faults.ground import CHUNK_MAX, Ground

#: For how long the last batch may take once no fault comes any more; seconds.
PATIENCE = 180.0

_MIB = 2**20


class Sender(ABC):
    """Sends batch after batch. `kept` has what was acknowledged, by its name.

    `began_anew`: a client has ended in vain, and what it had begun is left to its expiry.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.home = ground.folder / "home"
        self.home.mkdir()
        self.kept: dict[str, bytes] = {}
        self.stuck = 0
        self.began_anew = False
        self.said = ""
        self._over = Event()
        self._dice = random.Random()

    @abstractmethod
    def batch(self, number: int) -> dict[str, bytes]:
        """What is sent together: contents by names that come once."""

    @abstractmethod
    def send(self, number: int, batch: dict[str, bytes]) -> bool:
        """Run the client once: whether it says that all of it is there."""

    @abstractmethod
    def lost(self) -> int:
        """How many of those that are kept cannot be read back as they were sent."""

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Send meanwhile; at the end what has been begun is sent to its end.

        Raises what kept this from going on.
        """
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self._run)
            try:
                yield
            finally:
                self._over.set()
        running.result()

    def goes_on(self, patience: float = PATIENCE) -> None:
        """Return once more is acknowledged than now."""
        before = len(self.kept)
        eventually(lambda: len(self.kept) > before, patience)

    def _run(self) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            batch = self.batch(number)
            if self._insists(number, batch):
                self.acknowledged(number, batch)
            else:
                self.stuck += len(batch)

    def acknowledged(self, number: int, batch: dict[str, bytes]) -> None:
        """All of a batch is there, says the client."""
        self.kept |= batch

    def _insists(self, number: int, batch: dict[str, bytes]) -> bool:
        end: float | None = None
        while True:
            try:
                if self.send(number, batch):
                    return True
            except TimeoutExpired as error:
                self.said = str(error)
            self.began_anew = True
            if self._over.is_set():
                end = end or time.monotonic() + PATIENCE
                if time.monotonic() > end:
                    return False
            time.sleep(0.2)

    def _write(self, name: str, content: bytes) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Dds(Sender):
    """`dds`, which waits for services by itself."""

    #: Those of the files of a batch, in bytes.
    sizes: Sequence[int] = (1_000, 1_500_000, CHUNK_MAX + 1_000_000, 1_000, 2 * CHUNK_MAX)

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._desk = Desk(self.home, f"{ground.url}/api/v1", ground.user)
        self._desk.sign_in()

    def batch(self, number: int) -> dict[str, bytes]:
        return {
            f"batch{number}/file{at}": self._dice.randbytes(size)
            for at, size in enumerate(self.sizes)
        }

    def send(self, number: int, batch: dict[str, bytes]) -> bool:
        for name, content in batch.items():
            self._write(name, content)
        done = self._desk.dds(
            "upload", "-p", self._desk.project, f"batch{number}", "--retry-for", "150s", "--json"
        )
        self.said = done.stdout + done.stderr
        if done.returncode != 0:
            return False
        states = {each["path"]: each["state"] for each in json.loads(done.stdout)["files"]}
        return len(states) == len(batch) and set(states.values()) <= {"sent", "same"}

    def lost(self) -> int:
        # A file that never ends is waited for, and is no reason to count none.
        fetch = ("download", "-p", self._desk.project, "back", "--retry-for", "30s")
        with suppress(TimeoutExpired):
            done = self._desk.dds(*fetch)
            self.said = done.stdout + done.stderr
        return sum(_read(self.home / "back" / name) != it for name, it in self.kept.items())


class Two(Dds):
    """The same with two files, of one chunk and of two, so that a batch is soon there."""

    sizes = (1_000, CHUNK_MAX + 1_000)


class Small(Dds):
    """The same with files that a slow network takes in seconds."""

    sizes = (1_000, 20_000, 10_000)


class Deleting(Dds):
    """The same, and of each batch all but the first file is deleted when it is there."""

    def acknowledged(self, number: int, batch: dict[str, bytes]) -> None:
        first, *others = batch
        caller = Caller(self.ground.host.api_url, self.ground.user.api_token)
        (project,) = caller.get("/projects")["results"]
        files = caller.get(f"/projects/{project['id']}/files?per_page=1000")["results"]
        names = {Path(name).name for name in others}
        folder = f"batch{number}"
        for file in files:
            if file["name"] in names and file["ancestors"][-1]["name"] == folder:
                caller.call("DELETE", f"/files/{file['id']}", expect=204)
        self.kept[first] = batch[first]


class Pulp(Sender):
    """`pulp`, which begins anew when it is started again."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._desk = PulpDesk(ground.host, ground.user, self.home)
        self._artifacts: dict[str, dict[str, object]] = {}

    def batch(self, number: int) -> dict[str, bytes]:
        return {f"file{number}": self._dice.randbytes(3 * _MIB + 1000)}

    def send(self, number: int, batch: dict[str, bytes]) -> bool:
        ((name, content),) = batch.items()
        self._write(name, content)
        arguments = ("artifact", "upload", "--file", name, "--chunk-size", "1500000")
        done = self._desk.client.run(*arguments)
        self.said = done.stdout + done.stderr
        if done.returncode != 0:
            return False
        self._artifacts[name] = json.loads(done.stdout)
        return bool(self._artifacts[name]["sha256"] == sha256_of(content))

    def lost(self) -> int:
        return sum(
            self._desk.content(self._artifacts[name]) != content
            for name, content in self.kept.items()
        )


class Sentry(Sender):
    """`sentry-cli`, which sends what the service does not have."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._desk = SentryDesk(ground.host, ground.user, self.home / "sentry")

    def batch(self, number: int) -> dict[str, bytes]:
        head = b"org.example.Mouse%d -> a:\n    1:1:void run():7:7 -> a\n" % number
        comments = b"".join(
            b"# %s\n" % self._dice.randbytes(60).hex().encode() for _ in range(40_000)
        )
        return {f"mapping{number}.txt": head + comments}

    def send(self, number: int, batch: dict[str, bytes]) -> bool:
        ((name, content),) = batch.items()
        self._desk.write(name, content)
        done = self._desk.client().run("proguard", "upload", name)
        self.said = done.stdout + done.stderr
        return done.returncode == 0

    def lost(self) -> int:
        eventually(lambda: len(self._desk.files()) >= len(self.kept), PATIENCE)
        stored = {self._desk.caller.content(each["id"]) for each in self._desk.files()}
        return sum(content not in stored for content in self.kept.values())


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
