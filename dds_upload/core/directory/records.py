"""What is remembered of folders, files and file versions.

What was deleted, or lies in a deleted project, is not there. Pages and items are read in a constant
number of queries, whatever their size and depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Folder, Location
from dds_upload.core.directory.files import DeletedFile, File, FileVersion, NewVersion
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.uploads.upload import Upload

T_co = TypeVar("T_co", covariant=True)


class Located(Protocol):
    """Records that belong to a project."""

    def project_of(self, record_id: UUID) -> UUID | None:
        """The project it belongs to; None where there is no such record."""
        ...


class EntryRecords(Located, Protocol[T_co]):
    """What folders and files have in common. The project is held by those who add or move one."""

    def get(self, entry_id: UUID) -> T_co | None:
        """The entry."""
        ...

    def rename(self, entry_id: UUID, name: str, authorship: Authorship) -> None:
        """Give it another name."""
        ...

    def move(self, entry_id: UUID, folder_id: UUID | None, authorship: Authorship) -> None:
        """Put it into a folder of its project, or (None) into the root."""
        ...

    def delete(self, entry_id: UUID, authorship: Authorship) -> None:
        """Mark it deleted, and everything below it."""
        ...

    def height(self, entry_id: UUID) -> int:
        """How many folders lie inside one another in it, itself included; 0 for a file."""
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
        """Remember a new file; the version is added by the same transaction."""
        ...

    def find(self, location: Location, name: str, upload_id: UUID) -> UUID | None:
        """A file of that name directly in a location, whose current content is that upload."""
        ...

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[File]:
        """All files of a project wherever they lie, as core.paging has it."""
        ...


class DeletedFileRecords(Protocol):
    """Files that were deleted."""

    def project_of(self, file_id: UUID) -> UUID | None:
        """The project of a file, whether it was deleted or not; None where there never was one."""
        ...

    def get(self, file_id: UUID) -> DeletedFile | None:
        """One of them, its content kept or not; its project may be deleted, too."""
        ...

    def page_of_project(
        self, project_id: UUID, over_until: datetime | None, page: PageRequest
    ) -> Page[DeletedFile]:
        """Those of a project whose content is kept, as core.paging has it.

        What was deleted up to `over_until` is left out (None: nothing is).
        """
        ...

    def restore(self, file: DeletedFile, caller: Caller | None, at: datetime) -> None:
        """It is there again, where its `folder_id` says. Its project is held."""
        ...


class ChildRecords(Protocol):
    """Folders and files together."""

    def page(
        self, location: Location, name_contains: str | None, page: PageRequest
    ) -> Page[Folder | File]:
        """What lies in a location, as core.paging has it.

        None: what lies directly in it. Otherwise everything below it whose name contains that
        text, taken literally and in any case (on SQLite that is known of ASCII letters only).
        """
        ...


class FileVersionRecords(Located, Protocol):
    """Versions of files."""

    def get(self, version_id: UUID) -> FileVersion | None:
        """The version."""
        ...

    def all_of(self, file_id: UUID) -> Sequence[FileVersion]:
        """Versions of a file, newest first."""
        ...

    def add_first(self, version: NewVersion, authorship: Authorship) -> None:
        """That of a file that is added by the same transaction."""
        ...

    def add_next(self, version: NewVersion, authorship: Authorship) -> None:
        """Another one of a file, which becomes its current one. The project must be held."""
        ...

    def label(self, version_id: UUID, label: str | None, authorship: Authorship) -> None:
        """Set or (None) remove the label."""
        ...

    def delete(self, version_id: UUID, authorship: Authorship) -> None:
        """Mark it deleted; its number is not given again."""
        ...


class HeldUploadRecords(Protocol):
    """Uploads while a file is made of them."""

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload as it is now."""
        ...

    def hold(self, upload_id: UUID) -> Upload | None:
        """Inside a transaction: the upload, which nobody can abort or purge until it ends.

        A caller that judged it before has to judge again. None: there is no such upload.
        """
        ...
