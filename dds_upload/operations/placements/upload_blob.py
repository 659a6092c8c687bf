"""Begins an upload by offset whose bytes are all stored already, as one blob."""

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
    """Begins the upload and places its only chunk, in one transaction."""

    create: CreatePlacedUpload
    placements: PlacementRecords
    transactions: Transactions
    clock: Clock

    def __call__(self, caller: Caller, blob: Blob, name: str | None) -> Upload:
        """The upload, which can be committed. A blob without bytes is not placed.

        Raises StorageUnavailable while the limits of the storage are not known.
        """
        size = blob.fingerprint.size
        with self.transactions.transaction():
            upload = self.create.of_stored(caller, size, name)
            if size:
                tally = judge_placement(range_at(0, size), upload, ())
                self.placements.place(upload, 0, blob.id, tally, self.clock())
        return upload
