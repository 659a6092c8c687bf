"""A container of Swift as it grows, beside small ones: over such projects spread as many objects.

Objects of the past are only rows in the databases of containers (see `fill_containers`). Measured
are real requests to a real Swift, and the service's own steps. A container is a file of its own, so
of the many small ones a few are made. All of it lies in memory where the machine lets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import chain, cycle
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from benchmarks.bench import Bench, in_turn
from benchmarks.findings import SCALE, Finding
from benchmarks.scale.filling import CHUNKS, fill_containers, past
from benchmarks.scale.requests import PAGE, Asked, Requests
from benchmarks.scale.steps import Steps, of_steps
from tests.services.swift import SwiftServer

#: So many objects in one container; in a small one so many, of which there are so many.
_SIZES, _SIZES_QUICK = (10_000, 100_000, 1_000_000), (6_000, 7_000)
_SMALL, _OTHERS = 5_000, 4

#: So many chunks are sent to one container in a round.
_PUTS = 30

#: So many uploads are completed and inspected there, and as many in new containers.
_UPLOADS = 2
_ROUNDS = 5

Pair = tuple[Asked, ...]


def of_swift(bench: Bench) -> Iterator[Finding]:
    """For each size what requests cost, and at the end what the service's own steps cost."""
    with ExitStack() as stack:
        folder = bench.memory / "grown-swift"
        folder.mkdir()
        swift = stack.enter_context(SwiftServer(folder))
        steps = stack.enter_context(Steps(bench, swift))
        requests = stack.enter_context(closing(Requests(swift)))
        project = steps.project()
        grown = _Grown(folder, requests, project)
        sizes = _SIZES_QUICK if bench.is_quick else _SIZES
        for size in sizes:
            grown.to(size)
            yield from _rows(bench, grown, requests, size)
        yield from of_steps(
            [
                (steps.of_an_upload(project), steps.of_an_upload(steps.project()))
                for _ in range(_UPLOADS)
            ],
            sizes[-1],
        )
        yield Finding(
            "an object in a container's database", [grown.bytes_each()], unit="bytes", place=SCALE
        )


class _Grown:
    """One container that has all objects, and small ones."""

    def __init__(self, folder: Path, requests: Requests, container: str) -> None:
        self.one, self.others = container, list[str]()
        self.uploads: dict[str, list[UUID]] = {container: []}
        self._folder, self._requests = folder, requests

    def to(self, size: int) -> None:
        """Add objects until there are so many."""
        added = [(self.one, self._new_uploads(self.one, size))]
        while len(self.others) < _OTHERS:
            other = str(uuid4())
            self._requests.make(other)
            self.others.append(other)
            self.uploads[other] = []
            added.append((other, self._new_uploads(other, _SMALL)))
        self._requests.close()  # no connection is kept for as long as that takes
        fill_containers(self._folder, chain.from_iterable(past(*it) for it in added))

    def _new_uploads(self, container: str, size: int) -> list[UUID]:
        had = self.uploads[container]
        new = [uuid4() for _ in range(size // CHUNKS - len(had))]
        had += new
        return new

    def after(self) -> str:
        """A name in the middle, or as far there as a whole page comes behind it."""
        ordered = sorted(map(str, self.uploads[self.one]))
        place = min(len(ordered) // 2, len(ordered) - PAGE // CHUNKS)
        return ordered[place] if place > 0 else ""

    def bytes_each(self) -> float:
        """What the database of the largest container takes for an object."""
        files = self._folder.glob("node-1/d1/containers/*/*/*/*.db")
        largest = max(file.stat().st_size for file in files)
        return largest / (len(self.uploads[self.one]) * CHUNKS)


def _rows(bench: Bench, grown: _Grown, requests: Requests, size: int) -> Iterator[Finding]:
    what = f"Swift, {size:,} objects in a container"
    small = f"of that with {_SMALL:,} in each"
    others, rounds = cycle(grown.others), min(bench.rounds, _ROUNDS)

    def put(container: str) -> Asked:
        return requests.puts(container, _PUTS)

    def listed(container: str) -> Asked:
        return _all_of(CHUNKS, requests.lists(container, grown.uploads[container][-1]))

    def paged(containers: Sequence[str], after: str = "") -> Asked:
        return _all_of(min(size, PAGE), requests.pages(containers, after))

    pairs = in_turn(rounds, lambda: put(grown.one), lambda: put(next(others)))
    yield _ratio(f"{what}: CPU of a chunk's PUT, {small}", pairs)
    pairs = in_turn(rounds, lambda: listed(grown.one), lambda: listed(next(others)))
    yield _ratio(f"{what}: CPU of listing an upload of {CHUNKS:,} chunks, {small}", pairs)
    after = grown.after()
    page = PAGE // _SMALL
    pairs = in_turn(
        rounds,
        lambda: paged([grown.one], after),
        lambda: paged([next(others) for _ in range(page)]),
    )
    yield _ratio(f"{what}: CPU of listing {PAGE:,} objects, {small}", pairs)


def _all_of(least: int, asked: Asked) -> Asked:
    """The same; it must have listed so many, as an empty list costs little."""
    if asked.names < least:
        raise RuntimeError(f"{asked.names:,} objects were listed and not {least:,}")
    return asked


def _ratio(row: str, pairs: Sequence[Pair]) -> Finding:
    cpu = [median(it[which].cpu for it in pairs) * 1e3 for which in (0, 1)]
    took = [median(it[which].seconds for it in pairs) * 1e3 for which in (0, 1)]
    note = f"{cpu[0]:.1f} of {cpu[1]:.1f} ms; answered in {took[0]:.1f} of {took[1]:.1f} ms"
    return Finding(row, [one.cpu / other.cpu for one, other in pairs], note=note, place=SCALE)
