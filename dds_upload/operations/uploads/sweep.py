"""Looks after what nobody waits for: missing containers, lost leases, idle uploads, second looks.

Everything here works in any number of processes at once and could be all that runs: a queued job
only makes sooner what the sweeper would find anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upkeep import UploadUpkeep
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.storage.prepare_containers import PrepareContainers

log = logging.getLogger(__name__)

#: How many uploads one round takes on.
BATCH = 200

#: Temporary files not written to for this long belong to nobody.
LEFTOVER_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One round; what takes long is handed to `run_soon`."""

    prepare_containers: PrepareContainers
    upkeep: UploadUpkeep
    providers: StorageProviders
    clock: Clock
    upload_expiry: timedelta
    assemble: Callable[[UUID], None]
    seal: Callable[[UUID], None]
    remove_bytes: Callable[[UUID], None]

    def __call__(self, run_soon: Callable[[Callable[[UUID], None], UUID], None]) -> None:
        """Raises RecordsUnavailable."""
        now = self.clock()
        self.prepare_containers()
        self.upkeep.expire(now - self.upload_expiry, now)
        for upload_id, state in self.upkeep.due(now, BATCH):
            run_soon(self._work(state), upload_id)

    def _work(self, state: UploadState) -> Callable[[UUID], None]:
        """What an upload in that state is due for."""
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
            if janitor is not None:
                count = janitor.clear_leftovers(self.clock() - LEFTOVER_AFTER)
                if count:
                    log.info("%s: %d leftovers removed", provider.slug, count)
