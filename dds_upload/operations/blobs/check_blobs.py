"""Finds chunks that storage has lost or changed, so that their clients send them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.manifest import Segment
from dds_upload.core.storage.object_store import ObjectStore
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.storage.read_through import read_through


@dataclass(frozen=True, slots=True)
class CheckBlobs:
    """Reads chunks one by one, for a file whose content is not what its client sent."""

    providers: StorageProviders
    blobs: BlobRecords
    clock: Clock

    def __call__(self, upload: Upload, segments: Sequence[Segment]) -> list[int]:
        """The positions of the chunks at fault, which are then marked damaged.

        Raises StorageUnavailable and StorageRefused: a chunk that cannot be read now is not lost.
        """
        store = self.providers.get(upload.provider_id).abilities.store
        rotten = {segment.key for segment in set(segments) if not _is_sound(store, segment)}
        if rotten:
            self.blobs.mark_damaged(rotten, self.clock())
        return [index for index, segment in enumerate(segments) if segment.key in rotten]


def _is_sound(store: ObjectStore, segment: Segment) -> bool:
    try:
        return read_through(store, segment.key, [segment.digest.algorithm]) == [segment.digest]
    except ObjectMissing:
        return False
