"""Reads folders and files as one collection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from db.cuts import cut, cut_columns
from db.database import Database
from db.directory.files import FileTable
from db.directory.folders import FolderTable
from db.directory.former_paths import ever_matched
from db.directory.numbered import OF_FOLDER, OF_PROJECT, OF_ROOT
from db.directory.positions import ENTRIES, Entries
from db.directory.tree import descendants
from dds_upload.core.directory.entries import Folder, Location
from dds_upload.core.directory.listed import EVERY_PART, ListedFile, Part
from dds_upload.core.directory.records import ChildRecords
from dds_upload.core.paging import Page, PageRequest


class ChildrenTables(ChildRecords):
    """The tables `folders` and `files`, paged together by their ids."""

    def __init__(self, database: Database, *, folders: FolderTable, files: FileTable) -> None:
        self._database = database
        self._folders = folders
        self._files = files

    def page(
        self,
        location: Location,
        name_contains: str | None,
        page: PageRequest,
        parts: Collection[Part] = EVERY_PART,
    ) -> Page[Folder | ListedFile]:
        """Read the ids of the page, then all of its folders together, and all of its files."""
        found = self._found(location, name_contains, page)
        return found.of(self._entries(found.items, parts))

    def _found(
        self, location: Location, name_contains: str | None, page: PageRequest
    ) -> Page[UUID]:
        project_id, folder_id = location.project_id, location.folder_id
        if name_contains is None and folder_id is not None:
            return OF_FOLDER.page(self._database, page, project_id, folder_id)
        if name_contains is None:
            return OF_ROOT.page(self._database, page, project_id)
        if folder_id is None and not name_contains:
            return OF_PROJECT.page(self._database, page, project_id)
        return self._search(location, name_contains, page)

    def _search(self, location: Location, text: str, page: PageRequest) -> Page[UUID]:
        """Positions of all entries that ever matched; those that match now are shown."""
        ever = ever_matched(location.project_id, location.folder_id, text).alias("ever")
        folders, files = (
            table.select(
                *cut_columns(ever.c.came_at, table.id, _matches(table, location, text))
            ).join(ever, on=(ever.c.entry_id == table.id))
            for table in ENTRIES
        )
        found = cut(self._database, folders.union_all(files), page)
        return Page(found.ids, found.total, found.positions)

    def _entries(self, ids: Sequence[UUID], parts: Collection[Part]) -> list[Folder | ListedFile]:
        """The entries in that order; one may be deleted by now.

        Most are files, so folders are looked for among the rest.
        """
        files = self._files.listed(ids, parts)
        found: dict[UUID, Folder | ListedFile] = {
            **files,
            **self._folders.by_ids([it for it in ids if it not in files]),
        }
        return [found[entry_id] for entry_id in ids if entry_id in found]


def _matches(table: Entries, location: Location, text: str) -> Any:
    """Condition for an entry of the project: not deleted, in the location, with such a name."""
    now = table.deleted_at.is_null()
    if location.folder_id is not None:
        now &= table.parent.in_(descendants(location.folder_id))
    return now & table.name.contains(text) if text else now
