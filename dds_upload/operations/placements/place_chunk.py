"""Receives a chunk at a byte offset of an upload.

Faults are found before a byte is read, and once more when the bytes are stored: then the upload is
locked for the moment in which the chunk's neighbours are read and the chunk is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.blob import Blob
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, NotFound
from dds_upload.core.placements.placement import check_inside, judge_placement
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.blobs.store_stream import Incoming, StoreStream
from dds_upload.operations.events.count_refusals import REFUSALS, CountRefusals


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChunk:
    """Places chunks in uploads of one outcome.

    It has three steps, because a request names the chunk's place in its middle.
    """

    placements: PlacementRecords
    store: StoreStream
    transactions: Transactions
    providers: StorageProviders
    clock: Clock
    outcome: OutcomeKind | None
    count_refusal: CountRefusals

    def find(self, caller: Caller, upload_id: UUID) -> Upload:
        """The open upload. Raises NotFound (`upload`), and Conflict while it is being committed.

        No connection is held while the rest of the request is read.
        """
        upload = self.placements.find(upload_id, caller.user.id, self.outcome)
        return _open(upload)

    def judge(self, caller: Caller, upload: Upload, wanted: ByteRange) -> None:
        """Raise ValidationFailed or Overlap if no chunk may be there at this moment."""
        with self._counted(caller, upload.id):
            check_inside(wanted, upload)
            judge_placement(wanted, upload, self.placements.around(upload.id, wanted))

    def __call__(
        self, caller: Caller, upload: Upload, wanted: ByteRange, chunk: Incoming
    ) -> Upload:
        """The upload once the chunk is durable in its place, instead of a former one.

        Raises what the other steps and StoreStream raise; then a former chunk is untouched.
        """
        provider = self.providers.get(upload.provider_id)
        with self._counted(caller, upload.id):
            blob = self.store(provider, chunk, upload.id)
            with self.transactions.transaction():
                return self._place(caller, upload.id, wanted, blob)

    @contextmanager
    def _counted(self, caller: Caller, upload_id: UUID) -> Iterator[None]:
        try:
            yield
        except REFUSALS as error:
            self.count_refusal(caller, upload_id, error)
            raise

    def _place(self, caller: Caller, upload_id: UUID, wanted: ByteRange, blob: Blob) -> Upload:
        upload = _open(self.placements.hold(upload_id, caller.user.id, self.outcome))
        tally = judge_placement(wanted, upload, self.placements.around(upload_id, wanted))
        now = self.clock()
        self.placements.place(upload, wanted.first, blob.id, tally, now)
        return replace(upload, tally=tally, active_at=now)


def _open(upload: Upload | None) -> Upload:
    if upload is None or upload.state not in (UploadState.OPEN, UploadState.ASSEMBLING):
        raise NotFound(Kind.UPLOAD)
    if upload.state is UploadState.ASSEMBLING:
        raise Conflict(reason=Reason.UPLOAD_ASSEMBLING)
    return upload
