"""The tree of a project: folders, and the locations of folders and files. Files are in `files`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit

#: How many folders may lie inside one another. Every entry is shown with all of its ancestors, so a
#: page costs as much as the tree is deep. No path of a real file system is nearly as deep.
FOLDER_DEPTH_MAX = 256


@dataclass(frozen=True, slots=True)
class Named:
    """A record as other records refer to it, with its name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Parent:
    """A place that a caller names: the folder with that id, or a project's root."""

    id: UUID
    is_project: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """The common fields of folders and files; `ancestors` are the folders from the root down."""

    id: UUID
    name: str
    project: Named
    ancestors: tuple[Named, ...]
    audit: Audit

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted."""
        return self.audit.deleted_at is not None


@dataclass(frozen=True, slots=True)
class Folder(Entry):
    """A folder."""


@dataclass(frozen=True, slots=True)
class Location:
    """The place of an entry: directly in an existing folder, or (None) in a project's root."""

    project_id: UUID
    folder: Folder | None = None

    @property
    def folder_id(self) -> UUID | None:
        """The id of the folder; None for the root."""
        return self.folder.id if self.folder else None

    @property
    def path(self) -> tuple[UUID, ...]:
        """The ids of the folders from the root down to this one, itself included."""
        if self.folder is None:
            return ()
        return (*(folder.id for folder in self.folder.ancestors), self.folder.id)
