"""Restores bytes of an artifact that storage has lost, once all of them come again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from dds_upload.core.blobs.blob import Blob
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.placements.records import PlacementRecords
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.blobs.remember_blobs import put_back

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HealArtifact:
    """The bytes are at hand as one chunk; the artifact may be made of many."""

    placements: PlacementRecords
    blobs: BlobRecords
    confirm: ConfirmBlobs
    clock: Clock

    def __call__(self, provider: StorageProvider, artifact: Artifact, whole: Blob) -> None:
        """Every other file that is made of the same chunks is whole again, too.

        If the artifact is older than today's default provider, its chunks are at another one and
        are left alone: that storage was not asked, and `whole` is not stored there.

        Raises StorageUnavailable and StorageRefused.
        """
        chunks = [
            chunk
            for chunk in self.placements.chunks(artifact.upload_id)
            if chunk.blob.provider_id == provider.id
        ]
        lost = self.confirm(provider, [chunk.blob.segment for chunk in chunks])
        places = {
            chunk.blob.id: chunk for chunk in chunks if chunk.is_damaged or chunk.blob.key in lost
        }
        for chunk in places.values():
            put_back(provider.abilities.store, whole.key, chunk.blob, chunk.range)
        if places:
            self.blobs.add([chunk.blob for chunk in places.values()], None, self.clock())
            log.info("%d chunks of artifact %s are put back", len(places), artifact.id)
