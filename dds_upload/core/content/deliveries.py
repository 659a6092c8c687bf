"""Project trees as far as finished files are put into them: what is there, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.content.requests import Destination

#: A project, and a folder of it, or None for its root.
FolderKey = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A folder, or (None) a file, by its name in its parent; names need not be unique."""

    parent: FolderKey
    name: str
    folder_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewFolder:
    """A folder that is to be made, for somebody who asked for a file in it."""

    id: UUID
    parent_id: UUID | None
    name: str
    destination: Destination


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be made of an upload."""

    upload_id: UUID
    folder_id: UUID | None
    destination: Destination
