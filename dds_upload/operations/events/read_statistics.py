"""Numbers over the whole installation, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.events.statistics import StatisticRecords, Statistics
from dds_upload.operations.accounts.access import require_admin

#: How far back events are counted, if they are kept for as long.
LOOKED_BACK = timedelta(days=30)

#: How many totals of a project at a provider are shown; the largest ones.
STORED_MAX = 100


@dataclass(frozen=True, slots=True)
class ReadStatistics:
    """Statistics, which are counted anew each time."""

    records: StatisticRecords
    clock: Clock

    def __call__(self, caller: Caller) -> Statistics:
        """All statistics. Raises Forbidden unless the caller is an administrator."""
        require_admin(caller)
        since = self.clock() - LOOKED_BACK
        return Statistics(
            days=self.records.days(since),
            states=self.records.states(),
            stored=self.records.stored(STORED_MAX),
            refusals=self.records.refusals(since),
            oldest_open=self.records.oldest_open(),
        )
