"""Makes one file of an upload's segments, without touching their bytes."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import IntegrityFailed, ManifestRefused, StorageRefused
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.manifest import Manifest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.uploads.pieces import Pieces


@dataclass(frozen=True, slots=True)
class JoinSegments:
    """The only way to a finished file."""

    providers: StorageProviders

    def __call__(self, upload: Upload, manifest: Manifest, pieces: Pieces) -> None:
        """Repeatable. Raises IntegrityFailed, also if storage will never keep such a file.

        Also raises the other errors of storage.
        """
        abilities = self.providers.get(upload.provider_id).abilities
        if upload.is_of_blobs:  # no project made this container before
            abilities.store.ensure_container(upload.container)
        try:
            abilities.concatenator.concatenate(
                upload.key, manifest, content_type=upload.content_type, filename=upload.name
            )
        except ManifestRefused as error:
            raise IntegrityFailed(pieces.refused(upload, manifest, error.problems)) from error
        except StorageRefused as error:
            raise IntegrityFailed(Failure(FailureCode.STORAGE_REFUSED)) from error
