"""Purges uploads that nothing uses any more, each after its period."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from dds_upload.core.clock import Clock
from dds_upload.core.uploads.retention import STATES, Ended, Retention, RetentionRecords

log = logging.getLogger(__name__)

#: How many moments one step processes, so that it ends soon.
#: A project may have millions of files, so it is a step of its own.
BATCH = 200


@dataclass(frozen=True, slots=True)
class PurgeUnneeded:
    """One step of the work; any number of processes may do it at once.

    The bytes of purged uploads are removed at once, and again a day later.
    """

    records: RetentionRecords
    retention: Retention
    clock: Clock

    def __call__(self) -> int:
        """Process some moments; gives how many. 0: nothing is left to do for now.

        Raises RecordsUnavailable.
        """
        now, since = self.clock(), self.records.counted_since()
        looked_at = sum(self._look(ended, now, since) for ended in Ended)
        return looked_at + self._forget_commits(now, since)

    def _look(self, ended: Ended, now: datetime, since: datetime) -> int:
        until = self.retention.over_until(ended, now, since)
        batch = 1 if ended is Ended.PROJECT else BATCH
        moments = self.records.next_moments(ended, until, batch) if until else ()
        if not moments:
            return 0
        deleted_until = self.retention.over_until(Ended.FILE, now, since)
        for upload_ids in self.records.uploads_of(ended, moments):
            purged = self.records.purge(upload_ids, STATES[ended], now, deleted_until)
            if purged:
                log.info("%d uploads are purged: their %s is over", len(purged), ended)
        self.records.looked_at(ended, moments[-1])
        return len(moments)

    def _forget_commits(self, now: datetime, since: datetime) -> int:
        until = self.retention.over_until(Ended.FAILURE, now, since)
        return self.records.forget_failed_commits(until, now, BATCH) if until else 0
