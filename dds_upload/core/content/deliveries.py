"""Entries of project trees for deliveries: those that exist, and new ones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.content.requests import Destination

#: A project, and a folder of it, or None for its root.
FolderKey = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A folder, or a file (`folder_id` None), by its name in its parent.

    Names need not be unique.
    """

    parent: FolderKey
    name: str
    folder_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewFolder:
    """A folder to make for a user who asked for a file in it."""

    id: UUID
    parent_id: UUID | None
    name: str
    destination: Destination


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to make of an upload."""

    upload_id: UUID
    folder_id: UUID | None
    destination: Destination
