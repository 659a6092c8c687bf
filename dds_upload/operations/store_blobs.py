"""Stores chunks by their content: what is there already is shared, the rest is written at once.

Bytes are written by several threads that know storage only; everything about records is done by
the thread that called, before and after. While bytes move there is no lock and no connection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from dds_upload.core.blob import Blob, Fingerprint, blob_key
from dds_upload.core.errors import (
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.records.blobs import BlobRecords
from dds_upload.core.records.transactions import Transactions
from dds_upload.core.storage import ByteSource, Clock, Storage, StorageProvider
from dds_upload.operations.writers import Writers

log = logging.getLogger(__name__)

#: Bytes that nobody came to remember are removed after this long.
FORGOTTEN_AFTER = timedelta(days=1)

#: A request that took longer to store is not believed: its bytes may be on their way out.
PATIENCE = FORGOTTEN_AFTER / 2


@dataclass(frozen=True, slots=True)
class IncomingBlob:
    """A chunk that was received and proven; `open` gives its bytes, anew with each call."""

    fingerprint: Fingerprint
    open: Callable[[], ByteSource]


@dataclass(frozen=True, slots=True)
class StoreBlobs:
    """Makes chunks an organisation's own."""

    blobs: BlobRecords
    transactions: Transactions
    clock: Clock
    writers: Writers
    #: Told which blobs an organisation sent, stored anew or not.
    arrived: Callable[[UUID, Collection[UUID]], object] = lambda organization_id, blob_ids: None

    def __call__(
        self, storage: Storage, organization_id: UUID, chunks: Iterable[IncomingBlob]
    ) -> None:
        """Returns once all of them are stored, remembered and owned; repeatable.

        Raises StorageUnavailable, StorageRefused or RecordsUnavailable; what was stored before
        that is kept, for the organisation to come back to.
        """
        wanted = {chunk.fingerprint.sha256: chunk for chunk in chunks}
        known = self.blobs.find(storage.id, wanted, self.clock())
        self._share(organization_id, known)
        missing = [chunk for sha256, chunk in wanted.items() if sha256 not in known]
        if missing:
            self._store(storage, organization_id, missing)

    def _share(self, organization_id: UUID, known: Mapping[str, Blob]) -> None:
        if known:
            ids = [blob.id for blob in known.values()]
            self.blobs.own(ids, organization_id)
            self.arrived(organization_id, ids)

    def _store(
        self, storage: Storage, organization_id: UUID, chunks: Sequence[IncomingBlob]
    ) -> None:
        began = self.clock()
        lost = self.blobs.damaged(storage.id, [chunk.fingerprint.sha256 for chunk in chunks])
        blobs = [
            lost.get(chunk.fingerprint.sha256) or _new_blob(storage, chunk.fingerprint)
            for chunk in chunks
        ]
        self.blobs.expect(blobs, began + FORGOTTEN_AFTER)
        self.transactions.release()
        works = [partial(_put, storage, *pair) for pair in zip(blobs, chunks, strict=True)]
        outcomes = self.writers.run(works)
        stored = [blob for blob, outcome in zip(blobs, outcomes, strict=True) if _is_good(outcome)]
        self._remember(storage, organization_id, stored, began)
        _raise_first(outcomes)

    def _remember(
        self, storage: Storage, organization_id: UUID, stored: Sequence[Blob], began: datetime
    ) -> None:
        now = self.clock()
        if now - began > PATIENCE:
            raise StorageUnavailable("storing took too long to be believed")
        if stored:
            staying = self.blobs.add(stored, organization_id, now)
            self.arrived(organization_id, [blob.id for blob in staying.values()])
            self._remove_losers(storage.abilities.store, stored, staying)

    def _remove_losers(
        self, store: StorageProvider, stored: Sequence[Blob], staying: Mapping[str, Blob]
    ) -> None:
        """Somebody else was first with the same content; the second copy goes."""
        lost = [blob for blob in stored if staying[blob.fingerprint.sha256].id != blob.id]
        self.transactions.release()
        self.blobs.close_graves([blob.id for blob in lost if _is_removed(store, blob)])


def _new_blob(storage: Storage, fingerprint: Fingerprint) -> Blob:
    blob_id = uuid4()
    return Blob(blob_id, storage.id, blob_key(blob_id, fingerprint.sha256), fingerprint)


def _put(storage: Storage, blob: Blob, chunk: IncomingBlob) -> None:
    """Write one chunk; its container is made when it turns out not to be there."""
    store, fingerprint = storage.abilities.store, blob.fingerprint

    def put() -> None:
        store.put(
            blob.key,
            chunk.open(),
            size=fingerprint.size,
            digest=fingerprint.stored,
            algorithm=fingerprint.stored.algorithm,
        )

    try:
        put()
    except ObjectMissing:
        store.ensure_container(blob.key.container)
        put()


def _is_good(outcome: Future[None]) -> bool:
    return not outcome.cancelled() and outcome.exception() is None


def _raise_first(outcomes: Sequence[Future[None]]) -> None:
    """Raise the first failure; the others are logged, because nobody else will hear of them."""
    errors = [error for each in outcomes if not each.cancelled() and (error := each.exception())]
    for error in errors[1:]:
        log.warning("a chunk was not stored either: %s", error)
    if errors:
        raise errors[0]


def _is_removed(store: StorageProvider, blob: Blob) -> bool:
    try:
        store.remove(blob.key)
    except (StorageUnavailable, StorageRefused) as error:
        log.warning("the second copy %s is not removed yet: %s", blob.key, error)
        return False
    return True
