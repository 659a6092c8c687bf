"""Stores chunks by their content: known ones get a further owner, new ones are written at once.

Several threads publish the drafts, and use storage only. The calling thread does all work on
records, before and after. While bytes move there is no lock and no connection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from dds_upload.core.blobs.blob import Blob, BlobSite, Fingerprint
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.storage.drafts import Draft
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.blobs.remember_blobs import RememberBlobs, with_container
from dds_upload.operations.blobs.writers import Writers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IncomingBlob:
    """A chunk that was received and proven, and waits in a draft of its storage."""

    fingerprint: Fingerprint
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBlobs:
    """Makes an organisation the owner of chunks."""

    blobs: BlobRecords
    remember: RememberBlobs
    confirm: ConfirmBlobs
    clock: Clock
    writers: Writers
    #: Called with all blobs that an organisation sent, new and known ones.
    arrived: Callable[[UUID, Collection[UUID]], object]

    def __call__(
        self, provider: StorageProvider, organization_id: UUID, chunks: Iterable[IncomingBlob]
    ) -> None:
        """Returns once all chunks are stored, remembered and owned; repeatable.

        Raises StorageUnavailable, StorageRefused or RecordsUnavailable. Chunks that were stored
        before that are kept; the organisation can send the rest again.
        """
        wanted = {chunk.fingerprint.sha256: chunk for chunk in chunks}
        found = self.blobs.find(provider.id, wanted, self.clock())
        lost = self.confirm(provider, [blob.segment for blob in found.values()])
        known = {sha256: blob for sha256, blob in found.items() if blob.key not in lost}
        self._share(organization_id, known, wanted)
        missing = [chunk for sha256, chunk in wanted.items() if sha256 not in known]
        if missing:
            with provider.admission():
                self._store(provider, organization_id, missing)

    def _share(
        self,
        organization_id: UUID,
        known: Mapping[str, Blob],
        wanted: Mapping[str, IncomingBlob],
    ) -> None:
        if known:
            sent = {blob.id: wanted[sha256].fingerprint for sha256, blob in known.items()}
            self.blobs.own(sent, organization_id)
            self.arrived(organization_id, sent)

    def _store(
        self, provider: StorageProvider, organization_id: UUID, chunks: Sequence[IncomingBlob]
    ) -> None:
        blobs = [BlobSite.new(provider.id).holding(chunk.fingerprint) for chunk in chunks]
        expected_at = self.remember.expect(blobs)
        works = [partial(_publish, provider, *pair) for pair in zip(blobs, chunks, strict=True)]
        outcomes = self.writers.run(works)
        stored = [blob for blob, outcome in zip(blobs, outcomes, strict=True) if _is_good(outcome)]
        if stored:
            staying = self.remember(provider, stored, organization_id, expected_at)
            self.arrived(organization_id, [blob.id for blob in staying.values()])
        _raise_first(outcomes)


def _publish(provider: StorageProvider, blob: Blob, chunk: IncomingBlob) -> None:
    publish = partial(chunk.draft.publish, blob.key, blob.fingerprint.stored)
    with_container(provider.abilities.store, blob, publish)


def _is_good(outcome: Future[None]) -> bool:
    return not outcome.cancelled() and outcome.exception() is None


def _raise_first(outcomes: Sequence[Future[None]]) -> None:
    """Raise the first failure; log the others, which no caller would learn of."""
    errors = [error for each in outcomes if not each.cancelled() and (error := each.exception())]
    for error in errors[1:]:
        log.warning("a chunk was not stored either: %s", error)
    if errors:
        raise errors[0]
