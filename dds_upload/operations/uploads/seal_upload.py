"""Compares a complete upload with storage once no client can send to it any more.

The promises of its completion are compared with storage again: when the last signed URL has ended,
and a day later, because of PUTs that began before. One listing is enough, unless the storage lets
clients do things that no listing shows.

If no client can send to the storage without the service, there is one inspection, a day after the
completion: it removes objects near the file that do not belong to it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import IntegrityFailed, StorageRefused, StorageUnavailable
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.joining import SegmentCheck
from dds_upload.core.storage.layout import chunk_of, file_key, lease_of
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from dds_upload.core.storage.object_store import ObjectStore
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.sealing import (
    FIRST_LOOK_AFTER,
    HEALING_LOOK_EVERY,
    LAST_LOOK_AFTER,
    SealRecords,
)
from dds_upload.core.uploads.upload import Upload, Verified
from dds_upload.core.uploads.verifications import VerificationRecords
from dds_upload.operations.uploads.join_segments import JoinSegments
from dds_upload.operations.uploads.pieces import PiecesByAddressing

log = logging.getLogger(__name__)

#: After this long, a worker that leased an upload is taken for dead.
LEASE = timedelta(minutes=5)

#: How long an inspection waits after storage was unavailable.
TRY_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealUpload:
    """Seals an upload whose bytes are as promised, and marks it damaged otherwise.

    A damaged upload is whole again once storage has what was promised.
    """

    seals: SealRecords
    transactions: Transactions
    #: The records of files to read back; None: no file is read back.
    verifications: VerificationRecords | None
    pieces: PiecesByAddressing
    providers: StorageProviders
    clock: Clock

    def __call__(self, upload_id: UUID) -> None:
        """Does nothing if the upload is not due; it stays due while storage is unavailable."""
        now = self.clock()
        upload = self.seals.lease(upload_id, now, now + LEASE)
        if upload is None:
            return
        try:
            self._look(upload, now)
        except (StorageUnavailable, StorageRefused) as error:
            log.warning("upload %s is not looked at: %s", upload.id, error)
            self.seals.postpone(upload, now + TRY_AGAIN_AFTER)

    def _look(self, upload: Upload, now: datetime) -> None:
        abilities = self.providers.get(upload.provider_id).abilities
        store, check = abilities.store, abilities.segment_check
        if not abilities.takes_bytes_by_itself and upload.is_damaged:
            self._heal(upload, self._still_lost(upload, store), now)
        elif not abilities.takes_bytes_by_itself or (upload.is_of_blobs and upload.sealed_at):
            self._tidy(upload, abilities)
            self.seals.seal(upload, now, None)
        elif check is None:  # single segments cannot be asked for, so nothing is promised
            self.seals.postpone(upload, None)
        else:
            self._compare(upload, store, check, now)

    def _still_lost(self, upload: Upload, store: ObjectStore) -> Failure | None:
        """The chunks that have not come again; a listing of a local disk is never behind."""
        manifest = self.pieces[upload.addressing].manifest(upload)
        there = set(store.list_below(upload.tree))
        return _damage(upload, [segment for segment in manifest if segment not in there])

    def _tidy(self, upload: Upload, abilities: Abilities) -> None:
        """Remove objects near the file: those of former leases, and of PUTs that came too late."""
        store = abilities.store
        if upload.is_of_blobs:
            if upload.leases > 1:
                store.remove_all([*_of_former_leases(upload, store)])
        elif abilities.janitor is not None:
            manifest = self.pieces[upload.addressing].manifest(upload)
            abilities.janitor.remove_unnamed(upload.tree, manifest)

    def _compare(
        self, upload: Upload, store: ObjectStore, check: SegmentCheck, now: datetime
    ) -> None:
        manifest = self.pieces[upload.addressing].manifest(upload)
        listed = {it.key: it for it in store.list_below(upload.tree)}
        failure = _damage(upload, _changed(manifest, listed, check))
        self._remove_superseded(store, manifest, listed)
        if upload.is_damaged:
            self._heal(upload, failure, now)
        elif failure is None:
            self._seal(upload, now)
        elif self.seals.damage(upload, failure, now):
            log.warning("upload %s is damaged: %s", upload.id, failure)

    def _remove_superseded(
        self, store: ObjectStore, manifest: Manifest, listed: Iterable[ObjectKey]
    ) -> None:
        """Remove chunks whose announcements were replaced by others."""
        named = {segment.key for segment in manifest}
        superseded = [key for key in listed if key not in named and chunk_of(key) is not None]
        if superseded:
            store.remove_all(superseded)

    def _seal(self, upload: Upload, now: datetime) -> None:
        """Seal the upload, but not before its URLs have ended."""
        end = _end(upload)
        last_look_at = end + LAST_LOOK_AFTER
        if now < end:
            self.seals.postpone(upload, end + FIRST_LOOK_AFTER)
        else:
            self.seals.seal(upload, now, last_look_at if now < last_look_at else None)

    def _heal(self, upload: Upload, failure: Failure | None, now: datetime) -> None:
        """Heal the upload.

        From here on it is like one that is just complete: its URLs are still good.
        """
        if failure is not None or not self._is_joined(upload):
            may_come = now < _end(upload) + LAST_LOOK_AFTER
            self.seals.postpone(upload, now + HEALING_LOOK_EVERY if may_come else None, failure)
            return
        with self.transactions.transaction():
            healed = self.seals.heal(upload, now, max(now, _end(upload) + FIRST_LOOK_AFTER))
            is_proven = upload.claimed is None or upload.verified is Verified.WHOLE
            if healed and self.verifications and not is_proven:
                self.verifications.begin(upload.id, now)
        if healed:
            log.info("upload %s is whole again", upload.id)

    def _is_joined(self, upload: Upload) -> bool:
        """Join chunks that came again: the file may be lost, too. False if storage refuses."""
        pieces = self.pieces[upload.addressing]
        try:
            JoinSegments(self.providers)(upload, pieces.manifest(upload), pieces)
        except IntegrityFailed as error:
            log.warning("upload %s is not whole again yet: %s", upload.id, error)
            return False
        return True


def _of_former_leases(upload: Upload, store: ObjectStore) -> Iterator[ObjectKey]:
    """The files that earlier leases made; no listing shows the joined ones."""
    if upload.addressing is Addressing.OFFSET:
        for former in range(1, upload.leases):
            yield file_key(upload.container, upload.id, former)
    for listed in store.list_below(upload.tree):
        lease = lease_of(listed.key)
        if lease is not None and lease != upload.leases:
            yield listed.key


def _end(upload: Upload) -> datetime:
    """When the last URL ends; an upload of an earlier release had URLs before it was completed."""
    return upload.urls_end_at or upload.completed_at or upload.created_at


def _changed(
    manifest: Manifest, listed: Mapping[ObjectKey, Segment], check: SegmentCheck
) -> list[Segment]:
    """The segments that storage does not have as they were promised.

    A listing may be behind, so each segment that differs in it is asked for by itself. If a listing
    does not show all that clients can do, every segment is.
    """
    shown = ((it, listed.get(it.key)) for it in manifest)
    if check.is_listing_enough():
        suspects = [it for it, seen in shown if seen is None or not it.is_shown_as(seen)]
    else:
        suspects = list(manifest)
    faults = check.faults(suspects) if suspects else ()
    return [it for it, fault in zip(suspects, faults, strict=True) if fault is not None]


def _damage(upload: Upload, changed: Sequence[Segment]) -> Failure | None:
    if not changed:
        return None
    if not upload.chunked:
        return Failure(FailureCode.WHOLE_DAMAGED)
    names = (chunk_of(segment.key) for segment in changed)
    return Failure(FailureCode.CHUNKS_DAMAGED, {"chunks": [it.number for it in names if it]})
