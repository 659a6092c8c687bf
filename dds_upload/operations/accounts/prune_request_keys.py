"""Forgets keys of requests that are too old to stand for anything."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts.request_keys import KEPT, RequestKeyRecords
from dds_upload.core.clock import Clock

#: How many keys one statement removes: other writers must not wait long for it.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class PruneRequestKeys:
    """One short step, in a transaction of its own."""

    keys: RequestKeyRecords
    clock: Clock

    def __call__(self) -> bool:
        """Forget some keys; gives whether there may be more. Raises RecordsUnavailable."""
        return self.keys.prune(self.clock() - KEPT, BATCH) == BATCH
