"""The records of folders, files and file versions.

Deleted entries, and those of deleted projects, are not found. Pages and items are read in a
constant number of queries, whatever their size and depth.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Folder, Location
from dds_upload.core.directory.files import DeletedFile, File, FileVersion, NewVersion
from dds_upload.core.directory.listed import EVERY_PART, ListedFile, Part, ReadableFile
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.uploads.upload import Upload

T_co = TypeVar("T_co", covariant=True)


class Located(Protocol):
    """Records that belong to a project."""

    def project_of(self, record_id: UUID) -> UUID | None:
        """The project that it belongs to; None if there is no such record."""
        ...


class EntryRecords(Located, Protocol[T_co]):
    """The common methods of folders and files.

    A caller that adds or moves one locks the project first.
    """

    def get(self, entry_id: UUID) -> T_co | None:
        """The entry."""
        ...

    def rename(self, entry_id: UUID, name: str, authorship: Authorship) -> None:
        """Give the entry another name."""
        ...

    def move(self, entry_id: UUID, folder_id: UUID | None, authorship: Authorship) -> None:
        """Move the entry into a folder of its project, or (None) into the root."""
        ...

    def delete(self, entry_id: UUID, authorship: Authorship) -> None:
        """Mark the entry deleted, with all entries below it."""
        ...

    def height(self, entry_id: UUID) -> int:
        """The depth of the folders in the entry, itself included; 0 for a file."""
        ...


class FolderRecords(EntryRecords[Folder], Protocol):
    """Folders."""

    def add(self, folder_id: UUID, location: Location, name: str, authorship: Authorship) -> None:
        """Remember a new folder."""
        ...


class FileRecords(EntryRecords[File], Protocol):
    """Files."""

    def add(
        self, file_id: UUID, location: Location, name: str, version_id: UUID, authorship: Authorship
    ) -> None:
        """Remember a new file; the same transaction adds its version."""
        ...

    def find(self, location: Location, name: str, upload_id: UUID) -> UUID | None:
        """A file of that name directly in a location, whose current content is that upload."""
        ...

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[ReadableFile]:
        """A page of all files of a project, in any folder, as core.paging describes it."""
        ...


class DeletedFileRecords(Protocol):
    """Files that were deleted."""

    def project_of(self, file_id: UUID) -> UUID | None:
        """The project of a file, deleted or not; None if the file never existed."""
        ...

    def get(self, file_id: UUID) -> DeletedFile | None:
        """A deleted file, whether its content is kept or not; its project may be deleted, too."""
        ...

    def page_of_project(
        self, project_id: UUID, over_until: datetime | None, page: PageRequest
    ) -> Page[DeletedFile]:
        """A page of a project's deleted files whose content is kept, as core.paging describes it.

        Files that were deleted before `over_until` are left out (None: no file is).
        """
        ...

    def restore(self, file: DeletedFile, caller: Caller | None, at: datetime) -> None:
        """Restore the file into its `folder_id`. The caller has locked its project."""
        ...


class ChildRecords(Protocol):
    """Folders and files together."""

    def page(
        self,
        location: Location,
        name_contains: str | None,
        page: PageRequest,
        parts: Collection[Part] = EVERY_PART,
    ) -> Page[Folder | ListedFile]:
        """A page of the entries of a location, as core.paging describes it; files with these parts.

        With None: the entries directly in it. Otherwise all entries below it whose name contains
        that text, compared literally and in any case (on SQLite in any case for ASCII letters
        only).
        """
        ...


class FileVersionRecords(Located, Protocol):
    """Versions of files."""

    def get(self, version_id: UUID) -> FileVersion | None:
        """The version."""
        ...

    def all_of(self, file_id: UUID) -> Sequence[FileVersion]:
        """The versions of a file, newest first."""
        ...

    def add_first(self, version: NewVersion, authorship: Authorship) -> None:
        """Add the first version of a file that the same transaction adds."""
        ...

    def add_next(self, version: NewVersion, authorship: Authorship) -> None:
        """Add a version to a file and make it current. The caller has locked the project."""
        ...

    def label(self, version_id: UUID, label: str | None, authorship: Authorship) -> None:
        """Set the label, or remove it (None)."""
        ...

    def delete(self, version_id: UUID, authorship: Authorship) -> None:
        """Mark the version deleted; its number is not used again."""
        ...


class HeldUploadRecords(Protocol):
    """Uploads while files are made of them."""

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload as it is now."""
        ...

    def hold(self, upload_id: UUID) -> Upload | None:
        """Lock the upload until the transaction ends: it cannot be aborted or purged meanwhile.

        A caller that judged it before has to judge again. None: there is no such upload.
        """
        ...
