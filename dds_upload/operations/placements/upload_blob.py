"""Begins an upload by offset whose bytes are stored already, all of them as one blob."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.blob import Blob
from dds_upload.core.clock import Clock
from dds_upload.core.placements.placement import judge_placement, range_at
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.placements.create_placed_upload import CreatePlacedUpload


@dataclass(frozen=True, slots=True)
class UploadBlob:
    """The upload and its one chunk, in one transaction."""

    create: CreatePlacedUpload
    placements: PlacementRecords
    transactions: Transactions
    clock: Clock

    def __call__(self, caller: Caller, blob: Blob, name: str | None) -> Upload:
        """The upload, which can be committed. Of a blob without bytes nothing is placed.

        Raises StorageUnavailable while it is not known what the storage can hold.
        """
        size = blob.fingerprint.size
        with self.transactions.transaction():
            upload = self.create.of_stored(caller, size, name)
            if size:
                tally = judge_placement(range_at(0, size), upload, ())
                self.placements.place(upload, 0, blob.id, tally, self.clock())
        return upload
