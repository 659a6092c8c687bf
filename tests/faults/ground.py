"""Where faults come to: an installation as operators start it, with what stands around it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.client.mischief import Mischief, between
from tests.e2e.installation import Installation, Part, User
from tests.e2e.kinds import NOTHING
from tests.faults.arms import Arms, arms
from tests.faults.steps import Step
from tests.house.setting import SECRET, swift_environ
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

#: So large that a chunk is several blocks: bytes. And so many of them make the largest file.
CHUNK_MAX, CHUNKS_MAX = 2_500_000, 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fault needs. On Swift there are rows in PostgreSQL, on a local disk in SQLite.

    `ahead` is by how many seconds the clocks of each host are, of which there are as many.
    `by_worker` leaves all assembling to a worker. `relayed` puts a proxy before the service, and
    one before Swift. `forgets` purges what is deleted at once.
    """

    on_swift: bool = False
    ahead: tuple[float, ...] = (0,)
    by_worker: bool = False
    relayed: bool = False
    forgets: bool = False


@dataclass(frozen=True, slots=True)
class Servers:
    """What several grounds share, one after the other."""

    swift: SwiftServer
    postgres: PostgresServer


@dataclass(slots=True)
class Ground:
    """Hosts of one installation, of which the first is the one that faults come to."""

    plan: Plan
    servers: Servers
    folder: Path
    hosts: list[Installation]
    url: str
    user: User
    front: Mischief | None = None
    behind: Mischief | None = None
    _arms: Path = field(init=False)

    def __post_init__(self) -> None:
        self._arms = self.folder / "arms"

    @property
    def host(self) -> Installation:
        """The first."""
        return self.hosts[0]

    def arms(self, step: Step) -> Arms:
        """Orders for any process of the first host."""
        return arms(self._arms, step)

    def start(self) -> None:
        """Start what does not run."""
        for host in self.hosts:
            host.worker.start()
            host.api.start_and_wait()

    def stop(self) -> None:
        """Stop all; the data stays."""
        for host in self.hosts:
            host.stop()


@contextmanager
def ground(plan: Plan, servers: Servers, folder: Path) -> Iterator[Ground]:
    """One that runs, with a database of its own and one user."""
    with ExitStack() as opened:
        behind = None
        settings: dict[str, str] = {"SECRET_KEY_BASE": SECRET}
        if plan.forgets:
            settings["DELETED_KEPT"] = "1s"
        if plan.on_swift:
            behind = opened.enter_context(between(servers.swift.url)) if plan.relayed else None
            settings |= _on_swift(servers, behind)
        else:
            settings |= _on_a_disk()
        hosts = [
            opened.enter_context(_host(folder / f"host{number}", settings, plan, ahead, number))
            for number, ahead in enumerate(plan.ahead)
        ]
        (folder / "arms").mkdir()
        hosts[0].succeed("migrate")
        if plan.on_swift:
            hosts[0].succeed("providers", "configure")
        user = hosts[0].create_user("researcher")
        front, url = None, hosts[0].url
        if plan.relayed or len(hosts) > 1:
            front = opened.enter_context(between(*(host.url for host in hosts)))
            url = front.url
        made = Ground(plan, servers, folder, hosts, url, user, front, behind)
        made.start()
        yield made


def _host(
    folder: Path, settings: Mapping[str, str], plan: Plan, ahead: float, number: int
) -> Installation:
    """One host; orders are for the first."""
    folder.mkdir()
    orders = folder.parent / ("arms" if number == 0 else "no-arms")
    own = {"FAULTS_ARMS": str(orders), "FAULTS_CLOCK": str(ahead)}
    by_worker = {"FAULTS_BY_WORKER": "1"} if plan.by_worker else NOTHING
    host = Installation(folder, {**settings, **own, **by_worker})
    for name, command in (("api", "serve"), ("worker", "worker")):
        launched = [sys.executable, "-m", "tests.faults.launcher", command]
        setattr(host, name, Part(name, launched, host))
    return host


def _on_a_disk() -> dict[str, str]:
    # A power cut is not what these are about: what a killed process wrote is there.
    return {
        "LOCAL_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
        "LOCAL_CHUNK_MAX_SIZE_BYTES": str(CHUNK_MAX),
        "LOCAL_FSYNC": "false",
    }


def _on_swift(servers: Servers, behind: Mischief | None) -> dict[str, str]:
    settings = {
        "DATABASE_URL": servers.postgres.create_database(),
        "STORAGE_PROVIDER_TYPE": "swift",
        "SWIFT_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
        "SWIFT_CHUNK_MAX_SIZE_BYTES": str(CHUNK_MAX),
        **swift_environ(servers.swift),
    }
    if behind is not None:
        settings["SWIFT_URL_ROOT"] = behind.url
    return settings
