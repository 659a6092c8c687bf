"""Chunks through the service to a local disk, beside copying and hashing the same bytes.

The disk is memory where the machine lets it be, so that the service is measured and not the disk.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.bench import MIB, Bench, client_of
from benchmarks.client import Client
from benchmarks.findings import Finding, Mark, at_least, at_most
from benchmarks.processes import cpu_seconds
from benchmarks.ways_in import Contents, WayIn, by_content, by_number, by_offset
from tests.services.sessions import processes_of_session

#: As much is sent in a round.
TOTAL = 256 * MIB
_BLOCK = MIB
_GIB = 2**30

#: Chunks to see by whether memory grows with them.
_LARGE, _LARGE_AT_ONCE = 128 * MIB, 8

_OF_ALL = ("md5", "sha1", "sha256")


@dataclass(frozen=True, slots=True)
class _Row:
    """Chunks of some MiB, sent by some at once; beside a copy with these digests."""

    name: str
    way_in: WayIn
    size: int
    at_once: int
    algorithms: Sequence[str]
    mark: Mark
    cpu_mark: Mark | None = None

    @property
    def title(self) -> str:
        """What is measured."""
        return f"{self.name} of {self.size} MiB to local disk, {self.at_once} at once"


_ROWS = (
    _Row("chunk", by_number, 8, 1, ("md5",), at_least(0.80)),
    _Row("chunk", by_number, 8, 4, ("md5",), at_least(0.72)),
    _Row("chunk", by_number, 64, 1, ("md5",), at_least(1.1)),
    _Row("chunk", by_number, 64, 4, ("md5",), at_least(0.72)),
    _Row("sentry-cli's chunk", by_content, 8, 1, _OF_ALL, at_least(0.75)),
    _Row("sentry-cli's chunk", by_content, 8, 4, _OF_ALL, at_least(0.70), at_most(5)),
    _Row("Pulp's chunk", by_offset, 8, 1, _OF_ALL, at_least(0.75)),
    _Row("Pulp's chunk", by_offset, 8, 4, _OF_ALL, at_least(0.70), at_most(4.5)),
)


def on_local_disk(bench: Bench) -> Iterator[Finding]:
    """A row for each way in, size and number at once."""
    with ExitStack() as stack:
        url = bench.postgres.create_database()
        root = bench.memory / "chunks"
        installation = stack.enter_context(bench.installation(url, LOCAL_ROOT=str(root)))
        client = stack.enter_context(client_of(installation))
        for row in _ROWS:
            if not bench.is_over:
                yield from _row(bench, row, client, root, installation.api.pid)
        if not bench.is_over:
            yield _memory(client, root, installation.api.pid)


def _row(bench: Bench, row: _Row, client: Client, root: Path, pid: int) -> Iterator[Finding]:
    contents, number = Contents.of(row.size * MIB), TOTAL // (row.size * MIB)
    (sample,) = contents.chunks(1, "md5")
    copy = _copier(bench.memory, sample.pieces, row.algorithms)
    pairs = []
    for _ in range(min(bench.rounds, 5)):
        floor = send_round(copy, number, row.at_once, time.process_time)
        client.close()  # the server has given it up if the round took long
        send = row.way_in(client, contents, number)
        pairs.append((floor, send_round(send, number, row.at_once, lambda: cpu_seconds(pid))))
        remove_stored(root)
    ratios = [own.rate / floor.rate for floor, own in pairs]
    costs = [own.cpu for _, own in pairs]
    rate = median(own.rate for _, own in pairs)
    more = median(own.cpu / floor.cpu for floor, own in pairs)
    beside = f"copy + {' + '.join(row.algorithms)}"
    yield Finding(f"{row.title}, of {beside}", ratios, row.mark, note=f"{rate:.0f} MiB/s")
    what = f"{row.title}: the service's CPU for a GiB"
    yield Finding(what, costs, row.cpu_mark, "s", note=f"{more:.2f} of that of {beside}")


def _memory(client: Client, root: Path, leader: int) -> Finding:
    """Of the process that needed most, while as many large chunks come as it is sent at once."""
    client.close()
    send = by_number(client, Contents.of(_LARGE), _LARGE_AT_ONCE)
    processes = [Path(f"/proc/{pid}") for pid in processes_of_session(leader)]
    for process in processes:
        (process / "clear_refs").write_text("5")  # its peak is from now on
    with ThreadPoolExecutor(_LARGE_AT_ONCE) as pool:
        list(pool.map(send, range(_LARGE_AT_ONCE)))
    peak = max(map(_peak, processes))
    remove_stored(root)
    what = f"memory of an API process while {_LARGE_AT_ONCE} chunks of {_LARGE // MIB} MiB pass"
    return Finding(what, [peak], at_most(92), "MiB")


def _peak(process: Path) -> float:
    """The largest resident set, in MiB."""
    lines = (process / "status").read_text().splitlines()
    (size,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(size) / 1024


@dataclass(frozen=True, slots=True)
class Round:
    """In MiB a second, and seconds of CPU time for a GiB."""

    rate: float
    cpu: float


def send_round(
    send: Callable[[int], object], number: int, at_once: int, cpu: Callable[[], float]
) -> Round:
    """Send so many, some at once; all of them are as large as a round."""
    began, before = time.perf_counter(), cpu()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(send, range(number)))
    took, used = time.perf_counter() - began, cpu() - before
    return Round(TOTAL / MIB / took, used * _GIB / TOTAL)


def _copier(
    folder: Path, pieces: Sequence[bytes], algorithms: Sequence[str]
) -> Callable[[int], None]:
    """What nobody can do without: the bytes are written, and hashed."""

    def copy(number: int) -> None:
        path = folder / f"copy-{number}"
        hashers = [hashlib.new(name, usedforsecurity=False) for name in algorithms]
        with path.open("wb") as file:
            for block in _blocks(pieces):
                for hasher in hashers:
                    hasher.update(block)
                file.write(block)
        path.unlink()

    return copy


def _blocks(pieces: Sequence[bytes]) -> Iterator[memoryview]:
    for piece in pieces:
        view = memoryview(piece)
        for start in range(0, len(view), _BLOCK):
            yield view[start : start + _BLOCK]


def remove_stored(root: Path) -> None:
    """Nobody asks for these bytes again, and memory is dear."""
    for path in (root / "containers").glob("**/*.md5-*"):
        path.unlink()
