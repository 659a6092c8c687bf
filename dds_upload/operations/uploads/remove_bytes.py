"""Removes the stored bytes of an upload that has ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import StorageBusy, StorageRefused, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upkeep import UploadUpkeep
from dds_upload.core.uploads.upload import BYTES_GO, Upload

log = logging.getLogger(__name__)

#: A PUT that began just before its URL ran out may end long after: bytes are removed twice.
REMOVE_AGAIN_AFTER = timedelta(days=1)


#: How long removing waits after storage was unavailable.
TRY_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class RemoveBytes:
    """Removes the stored bytes of an aborted, expired or purged upload."""

    upkeep: UploadUpkeep
    providers: StorageProviders
    clock: Clock
    url_duration: timedelta

    def __call__(self, upload_id: UUID) -> None:
        """Repeatable; while storage is unavailable, the upload stays due."""
        upload = self.upkeep.get(upload_id)
        if upload is None or upload.state not in BYTES_GO:
            return
        try:
            abilities = self.providers.get(upload.provider_id).abilities
            abilities.store.remove_tree(upload.tree)
        except StorageBusy as error:
            self.upkeep.postpone(upload, self.clock() + timedelta(seconds=error.retry_after or 0))
        except (StorageUnavailable, StorageRefused) as error:
            log.warning("bytes of upload %s are not removed: %s", upload.id, error)
            self.upkeep.postpone(upload, self.clock() + TRY_AGAIN_AFTER)
        else:
            now = self.clock()
            self.upkeep.removed(upload, self._again_at(upload, abilities, now), now)
            log.info("upload %s is %s, its bytes are removed", upload.id, upload.state)

    def _again_at(self, upload: Upload, abilities: Abilities, now: datetime) -> datetime | None:
        """The time of the second removal: a day after the last PUT can have begun."""
        if upload.gone_at is None:
            return None
        last = upload.gone_at
        if abilities.takes_bytes_by_itself:
            last = max(last, upload.urls_end_at or upload.active_at + self.url_duration)
        again_at = last + REMOVE_AGAIN_AFTER
        return again_at if now < again_at else None
