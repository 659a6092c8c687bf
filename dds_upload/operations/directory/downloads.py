"""Grants downloads: signed URLs for contents that exist and are good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.directory.files import FileVersion, StoredContent
from dds_upload.core.directory.listed import ReadableFile
from dds_upload.core.directory.records import FileRecords, FileVersionRecords
from dds_upload.core.errors import IntegrityFailed, NotConsistent, NotFound, ObjectMissing
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.reasons import Kind
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.accounts.access import Access


@dataclass(frozen=True, slots=True)
class SignDownload:
    """Signs GETs; connects to no storage."""

    providers: StorageProviders
    clock: Clock
    url_duration: timedelta

    def __call__(self, content: StoredContent, filename: str, project_id: UUID) -> SignedRequest:
        """A GET that saves the content, of a file in that project, under that name.

        Raises StorageUnavailable (provider gone).
        """
        presigner = self.providers.get(content.provider.id).abilities.presigner
        expires_at = self.clock() + self.url_duration
        return presigner.sign_get(content.key, filename, expires_at, project_id)


@dataclass(frozen=True, slots=True)
class Download:
    """The download of one file or version.

    Raises NotFound, Forbidden, and what `check_readable` raises.
    """

    files: FileRecords
    versions: FileVersionRecords
    access: Access
    sign: SignDownload

    def file(self, caller: Caller, file_id: UUID) -> SignedRequest:
        """The download of a file's current version."""
        file = self.files.get(file_id)
        if file is None:
            raise NotFound(Kind.FILE)
        return self._signed(caller, file.current_version)

    def version(self, caller: Caller, version_id: UUID) -> SignedRequest:
        """The download of any version."""
        version = self.versions.get(version_id)
        if version is None:
            raise NotFound(Kind.FILE_VERSION)
        return self._signed(caller, version)

    def _signed(self, caller: Caller, version: FileVersion) -> SignedRequest:
        self.access.require(caller, version.project.id, Permission.DOWNLOAD_FILE)
        check_readable([version.content])
        return self.sign(version.content, version.file.name, version.project.id)


#: How long a file that is being assembled holds its project's list back. A client that completed it
#: just now wants to see it there; other clients must not wait long for it.
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ListProjectFiles:
    """All files of a project with their downloads, for clients that compare them with their own."""

    files: FileRecords
    access: Access
    sign: SignDownload
    clock: Clock

    def __call__(
        self, caller: Caller, project_id: UUID, page: PageRequest
    ) -> Page[tuple[ReadableFile, SignedRequest]]:
        """A page, in the order in which files came; one bad file fails it, as clients expect.

        A file that is still being assembled fails it for PATIENCE. Then the file is left out of its
        page, though counted: the others must not be hidden for as long as assembling may take.

        Raises NotFound, Forbidden, and what `check_readable` raises.
        """
        self.access.require(caller, project_id, Permission.DOWNLOAD_FILE)
        found = self.files.page_of_project(project_id, page)
        before = self.clock() - PATIENCE
        listed = [it for it in found.items if not _is_late(it.content, before)]
        check_readable([file.content for file in listed])
        signed = [(file, self.sign(file.content, file.name, project_id)) for file in listed]
        return found.of(signed)


def _is_late(content: StoredContent, before: datetime) -> bool:
    """Whether it is being assembled, and was completed no later than `before`."""
    is_assembling = content.state is UploadState.ASSEMBLING
    return is_assembling and content.completed_at is not None and content.completed_at <= before


def check_readable(contents: Sequence[StoredContent]) -> None:
    """Raise for contents that cannot be read: bad ones first, since waiting will not help those.

    IntegrityFailed: bad, with the failure that the upload has. ObjectMissing: purged.
    NotConsistent: still being assembled.
    """
    for content in contents:
        if content.state is UploadState.FAILED:
            raise IntegrityFailed(content.failure or Failure(FailureCode.INTERNAL_ERROR))
    for content in contents:
        if content.state is UploadState.PURGED:
            raise ObjectMissing
    if any(content.state is not UploadState.COMPLETE for content in contents):
        raise NotConsistent
