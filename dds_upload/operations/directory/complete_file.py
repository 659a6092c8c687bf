"""Completes an upload and makes a file of it in one call."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Parent
from dds_upload.core.directory.files import File
from dds_upload.core.uploads.records import UploadDetails
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.directory.files import CreateFile
from dds_upload.operations.uploads.complete_upload import CompleteUpload


@dataclass(frozen=True, slots=True)
class CompleteFile:
    """The two existing steps; faults of the second are reported before the first."""

    complete: CompleteUpload
    create_file: CreateFile

    def __call__(
        self,
        caller: Caller,
        upload_id: UUID,
        *,
        algorithm: str,
        value: str,
        parent: Parent,
        label: str | None,
    ) -> tuple[UploadDetails, File | None]:
        """The upload and its file; no file if the upload has failed meanwhile.

        Raises what completing and making a file raise. A repeat gives the same file.
        """
        self.create_file.check(caller, parent, upload_id)
        done = self.complete(caller, upload_id, algorithm, value)
        if done.upload.state is UploadState.FAILED:
            return done, None
        return done, self.create_file(caller, parent, upload_id, label)
