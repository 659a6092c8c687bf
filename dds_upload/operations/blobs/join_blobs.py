"""Joins chunks that are blobs to the finished file of an upload, without touching their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ManifestRefused
from dds_upload.core.storage.manifest import Manifest, Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class JoinBlobs:
    """The one way to a manifest over blobs."""

    storages: StorageProviders
    blobs: BlobRecords
    clock: Clock

    def __call__(self, upload: Upload, segments: Sequence[Segment]) -> None:
        """Repeatable. Raises ManifestRefused, and then the chunks at fault are marked damaged."""
        # Chunks without bytes add nothing, and storage takes such a segment only at the end.
        manifest = Manifest(tuple(segment for segment in segments if segment.size))
        abilities = self.storages.get(upload.provider_id).abilities
        abilities.store.ensure_container(upload.container)
        try:
            abilities.concatenator.concatenate(
                upload.key, manifest, content_type=upload.content_type, filename=upload.name
            )
        except ManifestRefused as error:
            lost = {manifest.segments[index].key for index, _ in error.problems}
            self.blobs.mark_damaged(lost, self.clock())
            raise
