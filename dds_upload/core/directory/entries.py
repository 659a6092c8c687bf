"""The tree of a project: folders, and where things in it lie. Files are in core.files."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit

#: How many folders may lie inside one another. Every entry is shown with all of its ancestors, so
#: the depth of a tree is what a page of it costs; no path of a real file system comes near.
FOLDER_DEPTH_MAX = 256


@dataclass(frozen=True, slots=True)
class Named:
    """A record as others refer to it."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a caller wants something to be: in the folder of that id, or in a project's root."""

    id: UUID
    is_project: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What folders and files have in common; `ancestors` are the folders from the root down."""

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
    """Where an entry lies: directly in a folder, which is there, or (None) in a project's root."""

    project_id: UUID
    folder: Folder | None = None

    @property
    def folder_id(self) -> UUID | None:
        """Id of the folder, if it is one."""
        return self.folder.id if self.folder else None

    @property
    def path(self) -> tuple[UUID, ...]:
        """Ids of the folders from the root down to this one, itself included."""
        if self.folder is None:
            return ()
        return (*(folder.id for folder in self.folder.ancestors), self.folder.id)
