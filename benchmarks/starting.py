"""How long the service takes to start, and how much memory it holds when it has nothing to do."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.findings import Finding, at_most
from tests.e2e.installation import Installation, Part
from tests.services.sessions import processes_of_session

#: What a process reports is in KiB.
_MIB = 1024


def of_the_service(bench: Bench) -> Iterator[Finding]:
    """`serve`, and `run` on data that is there; both on SQLite."""
    with (
        tempfile.TemporaryDirectory(dir=bench.folder) as folder,
        Installation(Path(folder), {}) as installation,
    ):
        run = [sys.executable, "-m", "dds_upload", "run", "--port"]
        port = installation.environment["DDS_PORT"]
        whole = Part("run", [*run, port], installation)
        _ready(whole, installation.answers)  # makes its data
        memory = _idle_memory(whole)
        whole.stop()
        serving, running = [], []
        for _ in range(min(bench.rounds, 4)):
            serving.append(_ready(installation.api, installation.answers))
            installation.api.stop()
            running.append(_ready(whole, installation.answers))
            whole.stop()
    yield Finding("serve until it is ready", serving, at_most(0.9), "s")
    yield Finding("run until it is ready, on kept data", running, at_most(1.3), "s")
    yield Finding("memory of run when idle (PSS)", [memory], at_most(130), "MiB")


def _ready(part: Part, answers: Callable[[], bool]) -> float:
    began = time.perf_counter()
    part.start_and_wait()
    return time.perf_counter() - began


def _idle_memory(part: Part) -> float:
    time.sleep(2)  # until what starts has started
    total = 0
    for pid in processes_of_session(part.pid):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        (pss,) = (line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
        total += int(pss)
    return total / _MIB
