"""Processes under measurement: floors, the load generator, and the CPU time of all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.installation import REPOSITORY
from tests.services.ports import LOOPBACK, ReservedPort, is_healthy
from tests.services.processes import Closing, Server, clean_environment, leashed
from tests.services.sessions import processes_of_session

#: As the service is by default.
WORKERS, THREADS = 2, 16

_TICKS = os.sysconf("SC_CLK_TCK")


class Floor(Closing):
    """A floor served by gunicorn, with as many processes and threads as the service has."""

    def __init__(self, folder: Path, database_url: str) -> None:
        """Start it over that database; returns once it answers."""
        self._port = ReservedPort()
        self.port = self._port.number
        options = ["--worker-class=gthread", f"--workers={WORKERS}", f"--threads={THREADS}"]
        where = f"--bind={LOOPBACK}:{self.port}"
        keep = ["--keep-alive=75", "--no-control-socket"]
        application = f"benchmarks.floor:application({database_url!r})"
        self._server = Server(
            [sys.executable, "-m", "gunicorn", *options, where, *keep, application],
            log=folder / f"floor-{self.port}.log",
            env=clean_environment(PYTHONPATH=str(REPOSITORY)),
        )
        self.pid = self._server.pid
        self._server.wait_ready(lambda: is_healthy(self.port))

    def close(self) -> None:
        """Stop it; may be repeated."""
        self._server.stop()
        self._port.close()


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of the load generator saw; times in seconds."""

    took: float
    statuses: dict[str, int]
    seconds: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took

    def quantile(self, part: float) -> float:
        """The time within which that part of all was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sent; `first` is sent once on each connection before the measuring."""

    port: int
    connections: int
    duration: float
    requests: Sequence[str]
    first: str = f"GET /health HTTP/1.1\r\nHost: {LOOPBACK}\r\nUser-Agent: bench\r\n\r\n"


def measure(plan: Plan, server: int, processes: int = WORKERS) -> Measured:
    """Run the generator against the processes of session `server`, of which so many serve.

    Processes that share a socket take what connections they are quick to take; so they are opened
    anew until they are spread evenly, as over many clients and some time they are.
    """
    with subprocess.Popen(
        leashed([sys.executable, "-m", "benchmarks.load"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=clean_environment(PYTHONPATH=str(REPOSITORY)),
        cwd=REPOSITORY,
    ) as process:
        assert process.stdin
        assert process.stdout
        idle = _connections_of(server)
        process.stdin.write(_json(plan) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        while min(processes, plan.connections) > 1 and not _even(idle, server, plan.connections):
            process.stdin.write("again\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        return Measured(**json.loads(process.stdout.readline()))


def _json(plan: Plan) -> str:
    return json.dumps({name: getattr(plan, name) for name in Plan.__slots__})


def _even(idle: dict[int, int], server: int, connections: int) -> bool:
    """Whether each of WORKERS has about as many; at most one in eight too many."""
    time.sleep(0.02)
    now = _connections_of(server)
    added = [now[pid] - idle.get(pid, 0) for pid in now if now[pid] > idle.get(pid, 0)]
    return len(added) == WORKERS and max(added) - min(added) <= connections // 4


def _connections_of(server: int) -> dict[int, int]:
    return {pid: _sockets(pid) for pid in processes_of_session(server)}


def _sockets(pid: int) -> int:
    found = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found += str(link.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue
    return found


def cpu_seconds(leader: int) -> float:
    """What a process and its children have used up, those that ended and were waited for too."""
    return sum(int(value) for fields in family(leader).values() for value in fields[11:15]) / _TICKS


def family(leader: int) -> dict[int, list[str]]:
    """A process and its children by their ids, each with what `/proc/<id>/stat` has of it.

    The values are those behind its name: its state, the id of its parent, and so on.
    """
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if leader in (pid := int(stat.parent.name), int(fields[1])):
            found[pid] = fields
    return found


def request(
    method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> str:
    """A request as text."""
    text = "" if body is None else json.dumps(body)
    sent = {
        "Host": LOOPBACK,
        "User-Agent": "bench",
        "Content-Length": str(len(text)),
        **({} if body is None else {"Content-Type": "application/json"}),
        **(headers or {}),
    }
    head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join(head) + "\r\n\r\n" + text
