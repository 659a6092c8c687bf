"""Checks each thing that an installation needs.

Any check may hang, so no request may wait for one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dds_upload.core.clock import Clock
from dds_upload.core.health.checks import NotReady
from dds_upload.core.health.records import HeartbeatRecords, ProcessKind
from dds_upload.core.storage.providers import StorageProvider

#: After this long without a report, no worker is believed to be alive.
WORKER_SILENT = timedelta(seconds=90)

#: How much clocks may differ before tokens, signed URLs and periods go wrong.
SKEW_MAX = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CheckDatabase:
    """Whether the database takes a write: one that can only be read keeps nothing."""

    beats: HeartbeatRecords
    clock: Clock

    def __call__(self) -> None:
        """Raises RecordsUnavailable if it does not."""
        self.beats.beat(ProcessKind.API, self.clock())


@dataclass(frozen=True, slots=True)
class CheckMigrations:
    """Whether the schema is that of this release; `faults` reads the differences."""

    faults: Callable[[], Sequence[str]]

    def __call__(self) -> None:
        """Raises NotReady if it is not, and RecordsUnavailable."""
        found = self.faults()
        if found:
            raise NotReady("; ".join(found))


@dataclass(frozen=True, slots=True)
class CheckStorage:
    """Whether the default provider answers, and can hold what it promises."""

    provider: StorageProvider

    def __call__(self) -> None:
        """Raises NotReady, StorageUnavailable or StorageRefused if it cannot."""
        self.provider.abilities.store.capabilities()
        if not self.provider.limits.is_known:
            raise NotReady("the storage provider takes no uploads")


@dataclass(frozen=True, slots=True)
class CheckClock:
    """Whether the clocks of this host and of the database agree."""

    beats: HeartbeatRecords
    clock: Clock

    def __call__(self) -> None:
        """Raises NotReady if they do not, and RecordsUnavailable."""
        there = self.beats.clock()
        skew = abs(self.clock() - there) if there else timedelta()
        if skew > SKEW_MAX:
            seconds = round(skew.total_seconds())
            raise NotReady(f"the clocks of this host and of the database differ by {seconds} s")


@dataclass(slots=True)
class CheckWorker:
    """Whether a worker has reported.

    Only the first check compares clocks, one of which may be wrong.
    """

    beats: HeartbeatRecords
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _last: datetime | None = field(default=None, init=False)
    _heard_at: float = field(default=0.0, init=False)

    def __call__(self) -> None:
        """Raises NotReady if none has, and RecordsUnavailable."""
        last, now = self.beats.last(ProcessKind.WORKER), self.monotonic()
        if last is None:
            raise NotReady("no worker has ever been heard from")
        if self._last is None:
            self._heard_at = now - (self.clock() - last).total_seconds()
        elif last != self._last:
            self._heard_at = now
        self._last = last
        silence = now - self._heard_at
        if silence > WORKER_SILENT.total_seconds():
            raise NotReady(f"no worker was heard from for {round(silence)} s")
