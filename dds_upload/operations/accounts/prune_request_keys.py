"""Forgets keys of requests that stand for nothing any more, since they are too old."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts.request_keys import KEPT, RequestKeyRecords
from dds_upload.core.clock import Clock

#: How many keys one statement removes: writers must not wait long for it.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class PruneRequestKeys:
    """One short step, which is a transaction of its own."""

    keys: RequestKeyRecords
    clock: Clock

    def __call__(self) -> bool:
        """Whether there may be more. Raises RecordsUnavailable."""
        return self.keys.prune(self.clock() - KEPT, BATCH) == BATCH
