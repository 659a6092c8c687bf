"""Forgets events that are older than EVENTS_KEPT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dds_upload.core.clock import Clock
from dds_upload.core.events.records import EventRecords

#: How many events one statement removes: other writers must not wait long for it.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class PruneEvents:
    """Works in short steps, each in a transaction of its own."""

    events: EventRecords
    clock: Clock
    kept: timedelta

    def __call__(self) -> None:
        """Forget all old events. Raises RecordsUnavailable."""
        before = self.clock() - self.kept
        while self.events.prune(before, BATCH) == BATCH:
            pass
