"""Files and their versions: a name in a project's tree for the content of finished uploads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit
from dds_upload.core.directory.entries import Entry, Named
from dds_upload.core.failure import Failure
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.upload import UploadState


@dataclass(frozen=True, slots=True)
class StoredContent:
    """Where the bytes of a file are, and whether they can be read; `failure` says why they cannot.

    `size` is in bytes, and `completed_at` is when its client had sent all of them.
    """

    size: int
    key: ObjectKey
    provider: ProviderRecord
    state: UploadState
    failure: Failure | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class UploadedContent(StoredContent):
    """The upload behind a version of a file, with the digests of the whole file."""

    upload_id: UUID
    digests: Sequence[ReportedDigest]


@dataclass(frozen=True, slots=True)
class FileVersion:
    """One content a file has or had; versions are numbered from 1."""

    id: UUID
    number: int
    label: str | None
    content: UploadedContent
    file: Named
    project: Named
    audit: Audit

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted."""
        return self.audit.deleted_at is not None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to make, of a file in that project."""

    id: UUID
    file_id: UUID
    project_id: UUID
    upload_id: UUID
    label: str | None


@dataclass(frozen=True, slots=True)
class File(Entry):
    """A file; readers get its current version."""

    current_version: FileVersion


@dataclass(frozen=True, slots=True)
class DeletedFile(Entry):
    """A file that was deleted, by itself or with a folder, and the folder that it was in.

    `upload_id` is the upload of its current version, and `size` that version's bytes.
    `folder_is_deleted` is true if that folder was deleted, too.
    """

    size: int
    upload_id: UUID
    folder_is_deleted: bool

    @property
    def folder_id(self) -> UUID | None:
        """The folder of the file once it is restored.

        It is the one it was in, or (None) the root if that folder is deleted.
        """
        if self.folder_is_deleted or not self.ancestors:
            return None
        return self.ancestors[-1].id
