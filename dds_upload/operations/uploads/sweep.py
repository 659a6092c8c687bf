"""Finds due work: missing containers, lost leases, idle uploads, later inspections.

Any number of processes may do this at once, and it would be enough by itself: a queued job only
does sooner what the sweeper would find anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upkeep import UploadUpkeep
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.storage.prepare_containers import PrepareContainers

log = logging.getLogger(__name__)

#: How many uploads one round handles.
BATCH = 200

#: Temporary files that were not written for this long were left by a killed process.
LEFTOVER_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One round; work that takes long is given to `run_soon`."""

    prepare_containers: PrepareContainers
    upkeep: UploadUpkeep
    providers: StorageProviders
    clock: Clock
    upload_expiry: timedelta
    assemble: Callable[[UUID], None]
    seal: Callable[[UUID], None]
    remove_bytes: Callable[[UUID], None]

    def __call__(self, run_soon: Callable[[Callable[[UUID], None], UUID], None]) -> None:
        """Do one round. Raises RecordsUnavailable."""
        now = self.clock()
        self.prepare_containers.recent()
        self.upkeep.expire(now - self.upload_expiry, now)
        for upload_id, state in self.upkeep.due(now, BATCH):
            run_soon(self._work(state), upload_id)

    def _work(self, state: UploadState) -> Callable[[UUID], None]:
        """The work that an upload in that state is due for."""
        match state:
            case UploadState.ASSEMBLING:
                return self.assemble
            case UploadState.COMPLETE | UploadState.FAILED:
                return self.seal
        return self.remove_bytes

    def clear_leftovers(self) -> None:
        """Remove temporary files that a killed process left in storage."""
        for provider in self.providers:
            janitor = provider.abilities.janitor
            if janitor is None:
                continue
            try:
                count = janitor.clear_leftovers(self.clock() - LEFTOVER_AFTER)
            except UploadServiceError as error:
                log.warning("%s: leftovers are not removed: %s", provider.slug, error)
            else:
                if count:
                    log.info("%s: %d leftovers removed", provider.slug, count)
