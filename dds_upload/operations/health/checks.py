"""Looks at each thing that an installation needs. Any of it may hang: who calls must not wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dds_upload.core.clock import Clock
from dds_upload.core.health.checks import NotReady
from dds_upload.core.health.records import HeartbeatRecords, ProcessKind
from dds_upload.core.storage.providers import StorageProvider

#: After so long without a word no worker is believed to live.
WORKER_SILENT = timedelta(seconds=90)

#: By how much clocks may differ before tokens, signed URLs and terms go wrong.
SKEW_MAX = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CheckDatabase:
    """It takes a write: one that can only be read keeps nothing."""

    beats: HeartbeatRecords
    clock: Clock

    def __call__(self) -> None:
        """Raises RecordsUnavailable."""
        self.beats.beat(ProcessKind.API, self.clock())


@dataclass(frozen=True, slots=True)
class CheckMigrations:
    """The schema is that of this release; `faults` reads what differs."""

    faults: Callable[[], Sequence[str]]

    def __call__(self) -> None:
        """Raises NotReady and RecordsUnavailable."""
        found = self.faults()
        if found:
            raise NotReady("; ".join(found))


@dataclass(frozen=True, slots=True)
class CheckStorage:
    """The provider that uploads go to answers, and can hold what it promises."""

    provider: StorageProvider

    def __call__(self) -> None:
        """Raises NotReady, StorageUnavailable and StorageRefused."""
        self.provider.abilities.store.capabilities()
        if not self.provider.limits.is_known:
            raise NotReady("the storage provider takes no uploads")


@dataclass(frozen=True, slots=True)
class CheckClock:
    """The clocks of this host and of the database agree."""

    beats: HeartbeatRecords
    clock: Clock

    def __call__(self) -> None:
        """Raises NotReady and RecordsUnavailable."""
        there = self.beats.clock()
        skew = abs(self.clock() - there) if there else timedelta()
        if skew > SKEW_MAX:
            seconds = round(skew.total_seconds())
            raise NotReady(f"the clocks of this host and of the database differ by {seconds} s")


@dataclass(slots=True)
class CheckWorker:
    """A worker was heard from. Clocks are compared at the first look only; one may be wrong."""

    beats: HeartbeatRecords
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _last: datetime | None = field(default=None, init=False)
    _heard_at: float = field(default=0.0, init=False)

    def __call__(self) -> None:
        """Raises NotReady and RecordsUnavailable."""
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
