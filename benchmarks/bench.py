"""What all rows share: how long is measured, folders, databases and installations."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from benchmarks.client import Client
from tests.e2e.installation import Installation
from tests.house.setting import SECRET
from tests.services.folders import open_folder
from tests.services.postgresql import PostgresServer
from tests.services.processes import Closing

MIB = 2**20

#: No row runs into these limits.
CHUNKS_MAX = 10**6

Measured = TypeVar("Measured")


@dataclass
class Bench(Closing):
    """One run; what it started ends with it."""

    rounds: int
    seconds: float
    is_quick: bool
    until: float
    _stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self._stack.close()

    @property
    def is_over(self) -> bool:
        """Whether the time of the run is used up."""
        return time.monotonic() >= self.until

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL that keeps what it says it kept."""
        folder = self._stack.enter_context(open_folder("bench"))
        return self._stack.enter_context(PostgresServer(folder, fsync=True))

    @cached_property
    def folder(self) -> Path:
        """On the disk of temporary files."""
        return self._stack.enter_context(open_folder("bench"))

    @cached_property
    def memory(self) -> Path:
        """In memory where the machine has that, so that no disk is measured."""
        shared = Path("/dev/shm")
        below = shared if shared.is_dir() else None
        return self._stack.enter_context(open_folder("bench", below))

    @contextmanager
    def installation(self, database_url: str, **settings: str) -> Iterator[Installation]:
        """One that runs, with limits that no row reaches."""
        with (
            tempfile.TemporaryDirectory(dir=self.folder) as folder,
            Installation(Path(folder), {**_settings(database_url), **settings}) as made,
        ):
            made.start()
            yield made


def _settings(database_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "SECRET_KEY_BASE": SECRET,
        "LOCAL_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
        "LOCAL_CHUNK_MAX_SIZE_BYTES": str(128 * MIB),
    }


@contextmanager
def client_of(installation: Installation) -> Iterator[Client]:
    """A user of it."""
    client = Client(installation)
    try:
        yield client
    finally:
        client.close()


def in_turn(rounds: int, *steps: Callable[[], Measured]) -> list[tuple[Measured, ...]]:
    """What each step measures in each round, after one that warms all of them up.

    Steps that take turns have the same machine.
    """
    for step in steps:
        step()
    return [tuple(step() for step in steps) for _ in range(rounds)]
