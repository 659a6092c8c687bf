"""Mends the differences that an audit found, as far as that can be done without the lost bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ManifestRefused
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.layout import chunk_of
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import Claimed, Difference, Finding
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.sealing import SealRecords
from dds_upload.core.uploads.upkeep import UploadUpkeep
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.uploads.pieces import PiecesByAddressing

#: Kinds of objects that clients can send again.
_SENT = frozenset({Claimed.CHUNK, Claimed.BLOB})


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStorage:
    """Removes bytes that nothing refers to, and marks uploads damaged that lost bytes.

    Bytes whose content has changed are left alone unless they shall be discarded: with one bit
    wrong they may be the last copy. If they are discarded, they are removed and their upload is
    marked damaged, since bytes that come again must find no object that looks like them. An object
    that cannot be read stays as it is. A joined file that is gone is joined again. Clients see the
    damage when they read the upload, and it heals when the bytes come again.
    """

    seals: SealRecords
    upkeep: UploadUpkeep
    blobs: BlobRecords
    pieces: PiecesByAddressing
    clock: Clock

    def __call__(
        self, provider: StorageProvider, findings: Sequence[Finding], *, discard: bool = False
    ) -> None:
        """Mend all findings of one upload, one blob, or one object that nothing refers to.

        With `discard`, sent bytes whose content has changed are removed, too. Raises
        StorageUnavailable, StorageRefused and RecordsUnavailable.
        """
        mended = [it for it in findings if discard or not _has_other_content(it)]
        for it in mended:
            if it.difference is Difference.UNKNOWN or _has_other_content(it):
                provider.abilities.store.remove(it.key)
        lost = [it for it in mended if _is_lost(it)]
        blobs = [it.key for it in lost if it.expected and it.expected.what is Claimed.BLOB]
        if blobs:
            self.blobs.mark_damaged(blobs, self.clock())
        of_uploads = [it for it in lost if it.expected and it.expected.what is not Claimed.BLOB]
        if of_uploads and of_uploads[0].expected:
            self._mend(provider, of_uploads[0].expected.owner_id, of_uploads)

    def _mend(self, provider: StorageProvider, upload_id: UUID, lost: Sequence[Finding]) -> None:
        upload = self.upkeep.get(upload_id)
        if upload is None or upload.state is not UploadState.COMPLETE:
            return
        chunks = [it.key for it in lost if it.expected and it.expected.what is Claimed.CHUNK]
        if chunks:
            self.seals.damage(upload, _damage(upload, chunks), self.clock())
        elif any(it.expected and it.expected.what is Claimed.FILE for it in lost):
            self._join(provider, upload)

    def _join(self, provider: StorageProvider, upload: Upload) -> None:
        pieces = self.pieces[upload.addressing]
        manifest = pieces.manifest(upload)
        try:
            provider.abilities.concatenator.concatenate(
                upload.key, manifest, content_type=upload.content_type, filename=upload.name
            )
        except ManifestRefused as error:
            pieces.refused(upload, manifest, error.problems)  # this marks blobs damaged


def _is_lost(finding: Finding) -> bool:
    if finding.expected is None or finding.difference is Difference.DAMAGED:
        return False
    is_joined = finding.expected.what is Claimed.FILE
    return is_joined or finding.difference is not Difference.UNREADABLE


def _has_other_content(finding: Finding) -> bool:
    is_sent = finding.expected is not None and finding.expected.what in _SENT
    return is_sent and finding.difference is Difference.CONTENT


def _damage(upload: Upload, keys: Sequence[ObjectKey]) -> Failure:
    if upload.addressing is Addressing.WHOLE:
        return Failure(FailureCode.WHOLE_DAMAGED)
    names = (chunk_of(key) for key in keys)
    return Failure(FailureCode.CHUNKS_DAMAGED, {"chunks": sorted(it.number for it in names if it)})
