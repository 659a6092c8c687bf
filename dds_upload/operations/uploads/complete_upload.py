"""Ends the sending of an upload: all bytes were announced, and a worker may join them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, NotFound, ValidationFailed
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.storage.digest import REQUIRED_ALGORITHM, Digest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.sealing import SealRecords
from dds_upload.core.uploads.upload import GONE, Upload, UploadState
from dds_upload.operations.uploads.find_upload import FindUpload, gone
from dds_upload.operations.uploads.reported_digest import FILE_DIGEST, reported_digest

#: How often completing is tried while chunks are granted at the same moment.
_TRIES = 10

#: Uploads of more chunks are left to the worker. A local disk joins this many in a tenth of a
#: second, Swift in a second or a few.
_SETTLED_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUpload:
    """Records the client's whole-file digest and has the upload assembled.

    `queue_assembly` has it done soon. `settle` does it before it returns, if that takes no longer
    than a moment; no queue is used then.
    """

    find: FindUpload
    uploads: UploadRecords
    seals: SealRecords
    providers: StorageProviders
    queue_assembly: Callable[[UUID], None]
    settle: Callable[[UUID], None]
    clock: Clock
    url_duration: timedelta

    def __call__(
        self, caller: Caller, upload_id: UUID, algorithm: str, value: str
    ) -> UploadDetails:
        """The upload as it is afterwards; the same digest again changes nothing, in any state.

        So a lost answer does no harm. Raises NotFound, Forbidden, ValidationFailed.
        """
        for _ in range(_TRIES):
            upload = self.find.to_write(caller, upload_id)
            claimed = reported_digest(algorithm, value, FILE_DIGEST)
            if upload.state is not UploadState.OPEN:
                _check_same(upload, claimed)
                if upload.is_damaged:  # perhaps the lost chunks were sent again just now
                    self.seals.hasten(upload, self.clock())
                break
            _check_complete(upload, claimed)
            now = self.clock()
            urls_end_at = self._urls_end_at(upload, now)
            if self.uploads.begin_assembly(upload, claimed, caller, now, urls_end_at):
                settles = _is_soon_joined(upload, claimed)
                (self.settle if settles else self.queue_assembly)(upload_id)
                break
        else:
            raise Conflict
        details = self.uploads.details(upload_id)
        if details is None:
            raise NotFound(Kind.UPLOAD)
        if details.upload.state in GONE:  # it was given up meanwhile
            raise gone(details.upload.state)
        return details

    def _urls_end_at(self, upload: Upload, now: datetime) -> datetime | None:
        """When the last signed URL of the upload may end, if no row says so.

        That is so for uploads of one piece, and for chunks that an earlier release granted. No URL
        is handed out once the upload is not open.
        """
        provider = self.providers.find(upload.provider_id)
        if provider is not None and not provider.abilities.takes_bytes_by_itself:
            return None
        return upload.urls_end_at or now + self.url_duration


def _is_soon_joined(upload: Upload, claimed: Digest) -> bool:
    """Whether joining it takes a moment: no bytes are read for it, or only those of one chunk."""
    most = _SETTLED_MAX if claimed.algorithm == REQUIRED_ALGORITHM else 1
    return upload.addressing is Addressing.NUMBER and upload.tally.count <= most


def _check_same(upload: Upload, claimed: Digest) -> None:
    if upload.claimed != claimed:
        former = str(upload.claimed)
        raise ValidationFailed.of(Reason.COMPLETED_OTHERWISE, Field.COMPLETED_AT, claimed=former)


def _check_complete(upload: Upload, claimed: Digest) -> None:
    if upload.outcome is not None:  # its outcome needs more than a digest
        raise ValidationFailed.of(Reason.PROTOCOL_MISMATCH)
    if upload.missing_bytes:
        raise ValidationFailed.of(Reason.UPLOAD_INCOMPLETE, missing=upload.missing_bytes)
    needed = upload.chunk_hash_algorithm
    if not upload.chunked and claimed.algorithm != needed:
        field = Field.FILE_DIGEST_ALGORITHM
        raise ValidationFailed.of(Reason.ALGORITHM_MISMATCH, field, algorithm=needed)
