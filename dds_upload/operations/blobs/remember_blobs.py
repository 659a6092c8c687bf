"""Remembers chunks whose bytes were stored just now: none is kept twice, and none is forgotten.

Bytes get a tombstone before they move; remembering the chunk removes it. So a process may be killed
at any moment: its bytes are either remembered, or removed after a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ObjectMissing, StorageRefused, StorageUnavailable
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Bytes that were not remembered are removed after this long.
FORGOTTEN_AFTER = timedelta(days=1)

#: Bytes that took longer than this to be stored are not remembered: clean-up may have begun.
PATIENCE = FORGOTTEN_AFTER / 2


@dataclass(frozen=True, slots=True)
class RememberBlobs:
    """The first and the last step of storing chunks.

    The steps between need no database connection.
    """

    blobs: BlobRecords
    confirm: ConfirmBlobs
    clock: Clock

    def expect(self, sites: Sequence[BlobSite]) -> datetime:
        """Remember that bytes are about to come to these sites; gives the time of that.

        Repeatable.
        """
        now = self.clock()
        self.blobs.expect(sites, now + FORGOTTEN_AFTER)
        return now

    def __call__(
        self,
        provider: StorageProvider,
        stored: Sequence[Blob],
        organization_id: UUID | None,
        expected_at: datetime,
    ) -> Mapping[str, Blob]:
        """The blob that stays for each content, by SHA-256.

        It is owned by the organisation if one is named. Of two copies the second is removed, once
        storage has confirmed the first. Raises StorageUnavailable if this comes too late, or if
        storage cannot be asked.
        """
        now = self.clock()
        if now - expected_at > PATIENCE:
            raise StorageUnavailable("storing took too long to be believed")
        staying = self.blobs.add(stored, organization_id, now)
        second = [blob for blob in stored if staying[blob.fingerprint.sha256].id != blob.id]
        if second:
            first = [staying[blob.fingerprint.sha256].segment for blob in second]
            self.confirm(provider, first)
            self._restore(provider, second)
            self._remove(provider.abilities.store, second)
        return staying

    def _restore(self, provider: StorageProvider, second: Sequence[Blob]) -> None:
        """Put bytes back that storage had lost: all files that use them are whole again."""
        damaged = self.blobs.damaged(provider.id, [blob.fingerprint.sha256 for blob in second])
        pairs = [
            (blob, damaged[blob.fingerprint.sha256])
            for blob in second
            if blob.fingerprint.sha256 in damaged
        ]
        for blob, lost in pairs:
            put_back(provider.abilities.store, blob.key, lost)
        if pairs:
            self.blobs.add([lost for _, lost in pairs], None, self.clock())

    def _remove(self, store: ObjectStore, second: Sequence[Blob]) -> None:
        self.blobs.remove_tombstones([blob.id for blob in second if _is_removed(store, blob)])


def with_container(store: ObjectStore, site: BlobSite, put: Callable[[], T]) -> T:
    """The result of `put`, which stores bytes there; the container is made if it does not exist.

    Storage reports that before it reads anything, so `put` may be called with one source twice.
    """
    try:
        return put()
    except ObjectMissing:
        store.ensure_container(site.key.container)
        return put()


def put_back(
    store: ObjectStore, source: ObjectKey, target: Blob, part: ByteRange | None = None
) -> None:
    """Copy an object, or a part of it, to the place of that blob; only the blob's content is taken.

    Raises StorageUnavailable and StorageRefused.
    """
    stored, content = target.fingerprint.stored, store.open(source, part)

    def put() -> None:
        store.put(
            target.key,
            content,
            size=target.fingerprint.size,
            digest=stored,
            algorithm=stored.algorithm,
        )

    try:
        with_container(store, target, put)
    finally:
        content.close()


def _is_removed(store: ObjectStore, blob: Blob) -> bool:
    try:
        store.remove(blob.key)
    except (StorageUnavailable, StorageRefused) as error:
        log.warning("the second copy %s is not removed yet: %s", blob.key, error)
        return False
    return True
