"""Removes chunks that no file uses and no client asked for in a long time, and then their bytes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProviders

log = logging.getLogger(__name__)

#: A chunk is kept this long after it was last sent or asked for, also if no file was made of it.
KEPT_FOR = timedelta(days=1)

#: How many blobs and objects one step takes, so that it ends soon.
BATCH = 200


@dataclass(frozen=True, slots=True)
class CleanBlobs:
    """One step of the work; any number of processes may do it at once."""

    blobs: BlobRecords
    providers: StorageProviders
    clock: Clock

    def __call__(self) -> int:
        """Forget a batch of chunks and remove a batch of objects; gives how many were removed.

        0 means that nothing is left to do for now: bytes at a storage that is unavailable stay due.
        Raises RecordsUnavailable.
        """
        self.blobs.collect(self.clock() - KEPT_FOR, BATCH)
        tombstones = self.blobs.tombstones(self.clock(), BATCH)
        down = set[UUID]()
        gone = [
            tombstone
            for tombstone, provider_id, key in tombstones
            if provider_id not in down and self._is_removed(provider_id, key, down)
        ]
        self.blobs.remove_tombstones(gone)
        if gone:
            log.info("%d chunks that nobody used are removed", len(gone))
        return len(gone)

    def _is_removed(self, provider_id: UUID, key: ObjectKey, down: set[UUID]) -> bool:
        try:
            self.providers.get(provider_id).abilities.store.remove(key)
        except StorageUnavailable as error:
            down.add(provider_id)
            log.warning("chunks at provider %s are not removed yet: %s", provider_id, error)
            return False
        except StorageRefused as error:
            log.error("chunk %s is not removed: %s", key, error)
            return False
        return True
