"""Pieces of uploads that are blobs; the client has to send those again that storage has lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Mismatch
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.manifest import Manifest
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.blobs.check_blobs import CheckBlobs


@dataclass(frozen=True, slots=True)
class BlobPieces:
    """The pieces for all addressings that lead to blobs: those blobs, in the order of the file."""

    blobs: BlobRecords
    check: CheckBlobs
    clock: Clock

    def manifest(self, upload: Upload) -> Manifest:
        """Blobs without bytes add nothing, and storage takes such a segment only at the end."""
        segments = self.blobs.segments(upload.id)
        return Manifest(tuple(segment for segment in segments if segment.size))

    def refused(
        self, upload: Upload, manifest: Manifest, problems: Sequence[tuple[int, Mismatch]]
    ) -> Failure:
        """Mark the blobs at fault as damaged."""
        lost = {index for index, _ in problems}
        self.blobs.mark_damaged({manifest.segments[at].key for at in lost}, self.clock())
        return _lost(manifest, lost)

    def find_damage(self, upload: Upload, manifest: Manifest) -> Failure | None:
        """Read each blob.

        The digests of its arrival do not show whether its bytes have changed since.

        Raises StorageUnavailable and StorageRefused.
        """
        rotten = self.check(upload, manifest.segments)
        return _lost(manifest, rotten) if rotten else None


def _lost(manifest: Manifest, positions: Collection[int]) -> Failure:
    ends = list(accumulate(segment.size for segment in manifest))
    ranges = [f"{ends[at] - manifest.segments[at].size}-{ends[at] - 1}" for at in sorted(positions)]
    return Failure(FailureCode.BYTES_LOST, {"bytes": ranges})
