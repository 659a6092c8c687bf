"""The common part of the tables of folders and files."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from db.accounts.audit import stamp
from db.database import Database
from db.directory.counts import count_entries
from db.directory.former_paths import remember_path
from db.directory.positions import EntryPositions, this_hold
from db.tables.directory import Files, Folders
from db.tables.projects import Projects
from dds_upload.core.accounts.authorship import Authorship


class Where(NamedTuple):
    """A folder or file with its location; no parent means the root of its project."""

    id: UUID
    project_id: UUID
    parent_id: UUID | None


class EntryTable:
    """Rows with a name and a parent in a project's tree."""

    table: ClassVar[type[Folders] | type[Files]]

    def __init__(self, database: Database) -> None:
        self._database = database

    def project_of(self, entry_id: UUID) -> UUID | None:
        """By primary key."""
        query = live(self.table, self.table.project).where(self.table.id == entry_id)
        row = self._database.first(query.tuples())
        return None if row is None else row[0]

    def rename(self, entry_id: UUID, name: str, authorship: Authorship) -> None:
        """Keep the former name for searches."""
        with self._database.transaction():
            project_id = remember_path(self._database, self.table, entry_id)
            since = this_hold(project_id)
            self._update(entry_id, authorship, name=name, path_since=since)

    def move(self, entry_id: UUID, folder_id: UUID | None, authorship: Authorship) -> None:
        """Entries below follow.

        It comes last in its new folder; positions in its old one do not change.
        """
        query = self.table.select(self.table.parent).where(self.table.id == entry_id)
        with self._database.transaction():
            former_id = self._database.first(query.tuples())[0]
            if former_id == folder_id:
                return
            project_id = remember_path(self._database, self.table, entry_id)
            place = {
                "parent": folder_id,
                "parent_position": EntryPositions(self._database).in_parent(project_id, folder_id),
                "path_since": this_hold(project_id),
            }
            self._update(entry_id, authorship, **place)
            count_entries(self._database, project_id, {former_id: -1, folder_id: 1})

    def _update(self, entry_id: UUID, authorship: Authorship, **values: Any) -> None:
        audit = stamp("updated", authorship.caller, authorship.at)
        query = self.table.update({**values, **audit}).where(self.table.id == entry_id)
        self._write(query, authorship)

    def _mark_deleted(self, condition: Any, authorship: Authorship, **values: Any) -> list[Where]:
        """Give the rows that existed; rows that were deleted before keep their stamp."""
        audit = stamp("deleted", authorship.caller, authorship.at)
        query = self.table.update({**values, **audit})
        query = query.where(condition, self.table.deleted_at.is_null())
        return self._write(query, authorship, deletes=True)

    def _write(self, query: Any, authorship: Authorship, *, deletes: bool = False) -> list[Where]:
        """Update rows; a table whose rows have events records these, too."""
        table = self.table
        returned = query.returning(table.id, table.project, table.parent).tuples()
        return [Where(*row) for row in self._database.rows(returned)]


def live(table: type[Folders] | type[Files], *columns: Any) -> Any:
    """Select from rows that are not deleted, in projects that are not."""
    query = table.select(*columns).join(Projects, on=(Projects.id == table.project))
    return query.where(table.deleted_at.is_null(), Projects.deleted_at.is_null())
