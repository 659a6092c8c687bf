"""The service's own steps on a real Swift: what completing and inspecting an upload cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.bench import Bench
from benchmarks.costs import (
    COMPLETION,
    COMPLETION_SWIFT,
    ROWS_OF_COMPLETION,
    TRIPS_OF_COMPLETION,
)
from benchmarks.findings import SCALE, Finding
from benchmarks.finishing import bytes_of, send_bytes, whole
from benchmarks.finishing_on_swift import swift_settings
from benchmarks.scale.filling import CHUNKS
from benchmarks.scale.meter import Meter, Spent, rows_of
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab, build_lab, open_lab, settings_for
from tests.services.processes import Closing
from tests.services.swift import SwiftServer

#: As long as requests may wait for the file, which is longer than they wait otherwise.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class OfAnUpload:
    """What it cost to complete an upload, and to inspect it when its URLs had ended.

    `rows` is how many completion added to the database.
    """

    completed: Spent
    inspected: Spent
    rows: int


class Steps(Closing):
    """Those of a service that runs in this process."""

    def __init__(self, bench: Bench, swift: SwiftServer) -> None:
        self._server, self._pids = bench.postgres, swift.pids
        self._url = bench.postgres.create_database()
        self._settings = settings_for(self._url, bench.folder / "steps", swift_settings(swift))
        self._lab = open_lab(self._settings, patience=_PATIENCE)
        inspector = self._lab.providers.default.abilities.inspector
        assert inspector is not None
        inspector.configure()
        self._api = client(self._lab, "bench")

    def close(self) -> None:
        """End the service."""
        self._lab.close()

    def project(self) -> str:
        """A new one; its container has the same name."""
        return self._api.project()

    def of_an_upload(self, project: str) -> OfAnUpload:
        """Send an upload of chunks of one byte, complete and inspect it."""
        upload = self._api.upload(project, CHUNKS)
        grants = announce(self._api, upload)
        send_bytes(urlsplit(grants[0]["host"]).netloc, grants)
        before = rows_of(self._url)
        completed = self._spent(self._lab, lambda: complete(self._api, upload))
        rows = rows_of(self._url) - before
        with closing(build_lab(self._settings)) as later:
            later.clock.forward(hours=1)
            inspected = self._spent(later, later.work)
        return OfAnUpload(completed, inspected, rows)

    def _spent(self, lab: Lab, step: Callable[[], object]) -> Spent:
        meter = Meter(self._server, self._url, lab.database, self._pids)
        return meter.spent(step)


def announce(api: Api, upload: str) -> list[Any]:
    """Grants for its CHUNKS chunks of one byte."""
    granted = api.put(f"/uploads/{upload}/chunks", bytes_of(CHUNKS), expect=200)
    return list(granted.json["results"])


def complete(api: Api, upload: str) -> None:
    """Complete an upload of CHUNKS chunks; the answer must say that its file is there."""
    done = api.put(f"/uploads/{upload}/complete", {"hash": whole(CHUNKS)}, expect=202).json
    if not done["status"]["is_consistent"]:
        raise RuntimeError("an upload was not complete in time")


def of_steps(pairs: Sequence[tuple[OfAnUpload, OfAnUpload]], size: int) -> Iterator[Finding]:
    """What they cost, and how that differs between a container of so many objects and a new one."""
    every = [it for pair in pairs for it in pair]
    done = [it.completed for it in every]
    seconds = [it.seconds for it in done]
    note = f"{min(seconds):.1f} to {max(seconds):.1f} s until consistent"
    yield Finding(COMPLETION, [it.service * 1e3 for it in done], unit="ms", note=note)
    yield Finding(COMPLETION_SWIFT, [it.swift * 1e3 for it in done], unit="ms")
    yield Finding(TRIPS_OF_COMPLETION, [it.statements for it in done])
    yield Finding(ROWS_OF_COMPLETION, [float(it.rows) for it in every])
    for step, name in (("completing", "completed"), ("inspecting", "inspected")):
        spent = [(getattr(one, name), getattr(new, name)) for one, new in pairs]
        own, other = (median(_cpu(it[which]) for it in spent) * 1e3 for which in (0, 1))
        swift = median(it.swift for it, _ in spent) * 1e3
        yield Finding(
            f"Swift, {size:,} objects in a container: CPU of {step} an upload of {CHUNKS:,} "
            "chunks, of that in a new one",
            [_cpu(one) / _cpu(new) for one, new in spent],
            note=f"{own:.0f} of {other:.0f} ms, of which {swift:.0f} are Swift's",
            place=SCALE,
        )


def _cpu(spent: Spent) -> float:
    return spent.service + spent.postgresql + spent.swift
