"""Operations that folders and files have in common: read, rename, move, delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import FOLDER_DEPTH_MAX, Entry, Location, Parent
from dds_upload.core.directory.records import EntryRecords
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.operations.directory.project_lock import ProjectLock

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class ManageEntries(Generic[E]):
    """Entries of one kind; every call raises NotFound (of that kind) and Forbidden."""

    kind: Kind
    entries: EntryRecords[E]
    lock: ProjectLock

    def get(self, caller: Caller, entry_id: UUID) -> E:
        """One entry."""
        entry = self._found(entry_id)
        self.lock.access.require(caller, entry.project.id, Permission.VIEW_PROJECT)
        return entry

    def rename(self, caller: Caller, entry_id: UUID, name: str) -> E:
        """Give it another name; names need not be unique. The same name again changes nothing."""
        update = Permission.UPDATE_FILE
        with self.lock.record(caller, self.entries, self.kind, entry_id, update) as authorship:
            entry = self._found(entry_id)
            if entry.name == name:
                return entry
            self.entries.rename(entry_id, name, authorship)
            return self._found(entry_id)

    def move(self, caller: Caller, entry_id: UUID, parent: Parent) -> E:
        """Move it within its project.

        Raises ValidationFailed (`parent`) for another project, for a folder inside itself, and if
        folders would lie too deep.
        """
        update = Permission.UPDATE_FILE
        with self.lock.record(caller, self.entries, self.kind, entry_id, update) as authorship:
            location = self.lock.locate(parent)
            self.lock.access.require(caller, location.project_id, update)
            self._check_move(entry_id, location)
            self.entries.move(entry_id, location.folder_id, authorship)
            return self._found(entry_id)

    def delete(self, caller: Caller, entry_id: UUID) -> None:
        """Delete it with everything below it: it is not found from now on."""
        remove = Permission.DELETE_FILE
        with self.lock.record(caller, self.entries, self.kind, entry_id, remove) as authorship:
            self.entries.delete(entry_id, authorship)

    def _check_move(self, entry_id: UUID, location: Location) -> None:
        if self.entries.project_of(entry_id) != location.project_id:
            raise ValidationFailed.of(Reason.PARENT_ELSEWHERE, Field.PARENT)
        if entry_id in location.path:
            raise ValidationFailed.of(Reason.PARENT_INSIDE, Field.PARENT)
        check_depth(location, self.entries.height(entry_id))

    def _found(self, entry_id: UUID) -> E:
        entry = self.entries.get(entry_id)
        if entry is None:
            raise NotFound(self.kind)
        return entry


def check_depth(location: Location, height: int) -> None:
    """Refuse folders that would lie too deep.

    `height` is the number that the location would get.
    """
    if height and len(location.path) + height > FOLDER_DEPTH_MAX:
        raise ValidationFailed.of(Reason.FOLDERS_TOO_DEEP, Field.PARENT, max=FOLDER_DEPTH_MAX)
