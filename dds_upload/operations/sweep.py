"""Looks after what nobody is waiting for: containers to be made, claims that ran out, idle uploads.

Everything here works in any number of processes at once and could be all that runs: a queued job
only makes sooner what the sweeper would find anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.records.storage import ContainerRecords
from dds_upload.core.records.uploads import UploadUpkeep
from dds_upload.core.storage import Clock, Storage, Storages
from dds_upload.core.upload import BYTES_GO, Upload, UploadState

log = logging.getLogger(__name__)

#: How many projects or uploads one round takes on.
BATCH = 200

#: A PUT that began just before its URL ran out may end long after: bytes are removed twice.
REMOVE_AGAIN_AFTER = timedelta(days=1)

#: How long removing waits after storage could not.
TRY_AGAIN_AFTER = timedelta(minutes=5)

#: Temporary files not written to for this long belong to nobody.
LEFTOVER_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PrepareContainers:
    """Makes the containers that projects lack at the providers that take uploads."""

    containers: ContainerRecords
    storages: Storages
    clock: Clock

    def __call__(self, project_id: UUID | None = None) -> int:
        """Of one project or of all; gives how many were made. A provider that is down waits."""
        open_to_uploads = (storage for storage in self.storages if not storage.is_deprecated)
        return sum(self._at(storage, project_id) for storage in open_to_uploads)

    def _at(self, storage: Storage, project_id: UUID | None) -> int:
        made = 0
        for project in self.containers.missing(storage.id, BATCH, project_id):
            try:
                storage.abilities.store.ensure_container(str(project))
            except StorageUnavailable as error:
                log.warning("%s is not available: %s", storage.slug, error)
                break
            except StorageRefused as error:
                log.error("%s: no container for project %s: %s", storage.slug, project, error)
                continue
            self.containers.mark_ready(project, storage.id, self.clock())
            made += 1
        return made


@dataclass(frozen=True, slots=True)
class RemoveBytes:
    """Removes what an aborted, expired or purged upload left in storage."""

    upkeep: UploadUpkeep
    storages: Storages
    clock: Clock

    def __call__(self, upload_id: UUID) -> None:
        """Repeatable; while storage cannot, the upload stays due."""
        upload = self.upkeep.get(upload_id)
        if upload is None or upload.state not in BYTES_GO:
            return
        try:
            store = self.storages.get(upload.provider_id).abilities.store
            store.remove_tree(upload.tree)
        except (StorageUnavailable, StorageRefused) as error:
            log.warning("bytes of upload %s are not removed: %s", upload.id, error)
            self.upkeep.postpone(upload, self.clock() + TRY_AGAIN_AFTER)
        else:
            self.upkeep.removed(upload, self._again_at(upload))
            log.info("upload %s is %s, its bytes are removed", upload.id, upload.state)

    def _again_at(self, upload: Upload) -> datetime | None:
        if upload.state is UploadState.PURGED or upload.gone_at is None:
            return None
        again_at = upload.gone_at + REMOVE_AGAIN_AFTER
        return again_at if self.clock() < again_at else None


@dataclass(frozen=True, slots=True)
class Sweep:
    """One round; what takes long is handed to `run_soon`."""

    prepare_containers: PrepareContainers
    upkeep: UploadUpkeep
    storages: Storages
    clock: Clock
    upload_expiry: timedelta
    assemble: Callable[[UUID], None]
    remove_bytes: Callable[[UUID], None]

    def __call__(self, run_soon: Callable[[Callable[[UUID], None], UUID], None]) -> None:
        """Raises RecordsUnavailable."""
        now = self.clock()
        self.prepare_containers()
        self.upkeep.expire(now - self.upload_expiry, now)
        for upload_id, state in self.upkeep.due(now, BATCH):
            work = self.assemble if state is UploadState.ASSEMBLING else self.remove_bytes
            run_soon(work, upload_id)

    def clear_leftovers(self) -> None:
        """Remove temporary files that a killed process left in storage."""
        for storage in self.storages:
            janitor = storage.abilities.janitor
            if janitor is not None:
                count = janitor.clear_leftovers(self.clock() - LEFTOVER_AFTER)
                if count:
                    log.info("%s: %d leftovers removed", storage.slug, count)
