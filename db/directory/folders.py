"""Keeps folders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from db.accounts.audit import Audits, stamp
from db.composed import insert
from db.database import Database
from db.directory.counts import count_entries
from db.directory.entries import EntryTable, live
from db.directory.files import FileTable
from db.directory.positions import EntryPositions
from db.directory.tree import Ancestry, descendants, height
from db.tables.directory import Folders
from db.tables.projects import Projects
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.entries import Folder, Location, Named
from dds_upload.core.directory.records import FolderRecords


class FolderTable(EntryTable, FolderRecords):
    """Folders kept in `folders`."""

    table = Folders

    def __init__(self, database: Database, *, files: FileTable) -> None:
        super().__init__(database)
        self._files = files

    def add(self, folder_id: UUID, location: Location, name: str, authorship: Authorship) -> None:
        """Insert a row."""
        values = {"id": folder_id, "project": location.project_id, "parent": location.folder_id}
        audit = stamp("created", authorship.caller, authorship.at)
        positions = EntryPositions(self._database).of_folder(
            location.project_id, location.folder_id
        )
        row = {**values, "name": name, **positions, **audit}
        with self._database.joined():
            self._database.run_later(insert(Folders, [row]))
            count_entries(self._database, location.project_id, {location.folder_id: 1}, entries=1)

    def get(self, folder_id: UUID) -> Folder | None:
        """Read one row and everything that belongs to it."""
        return self.by_ids([folder_id]).get(folder_id)

    def by_ids(self, folder_ids: Collection[UUID]) -> dict[UUID, Folder]:
        """Read some rows, and everything that belongs to all of them together."""
        if not folder_ids:
            return {}
        query = live(Folders, Folders, Projects.name.alias("project_name"))
        rows = self._database.rows(query.where(Folders.id.in_(list(folder_ids))).dicts())
        return {folder.id: folder for folder in self._to_folders(rows)}

    def delete(self, folder_id: UUID, authorship: Authorship) -> None:
        """Delete the files first: the walk down passes only folders that are not deleted."""
        with self._database.joined():
            files = self._files.delete_below(folder_id, authorship)
            below = Folders.id.in_(descendants(folder_id))
            gone = {it.id: it for it in self._mark_deleted(below, authorship, entries_count=0)}
            if folder_id in gone:
                it, entries = gone[folder_id], len(gone) + files
                within = {it.parent_id: -1}
                count_entries(self._database, it.project_id, within, entries=-entries, files=-files)

    def height(self, folder_id: UUID) -> int:
        """Walk down the tree."""
        return height(self._database, folder_id)

    def _to_folders(self, rows: Sequence[dict[str, Any]]) -> list[Folder]:
        audits = Audits.named_in(self._database, rows)
        ancestry = Ancestry.read(self._database, (row["parent"] for row in rows))
        return [
            Folder(
                id=row["id"],
                name=row["name"],
                project=Named(row["project"], row["project_name"]),
                ancestors=ancestry.path(row["parent"]),
                audit=audits.of(row),
            )
            for row in rows
        ]
