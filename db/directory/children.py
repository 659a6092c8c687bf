"""Reads folders and files as one collection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import SQL, Value

from db.database import Database
from db.directory.files import FileTable
from db.directory.folders import FolderTable
from db.directory.tree import descendants
from db.tables.directory import Files, Folders
from dds_upload.core.directory.entries import Folder, Location
from dds_upload.core.directory.files import File
from dds_upload.core.directory.records import ChildRecords
from dds_upload.core.paging import Page, PageRequest

_FOLDER, _FILE = 0, 1


class ChildrenTables(ChildRecords):
    """The tables `folders` and `files`, paged together by their ids."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folders = FolderTable(database)
        self._files = FileTable(database)

    def page(
        self, place: Location, name_contains: str | None, page: PageRequest
    ) -> Page[Folder | File]:
        """Ids of the page first, then all of its folders together and all of its files."""
        both = _children(Folders, _FOLDER, place, name_contains).union_all(
            _children(Files, _FILE, place, name_contains)
        )
        newest = both.order_by(SQL("created_at").desc(), SQL("id"))
        rows = self._database.rows(newest.limit(page.size).offset(page.offset).tuples())
        found: dict[UUID, Folder | File] = {
            **self._folders.by_ids([row[0] for row in rows if row[2] == _FOLDER]),
            **self._files.by_ids([row[0] for row in rows if row[2] == _FILE]),
        }
        items = [found[row[0]] for row in rows if row[0] in found]  # one may be deleted by now
        return Page(items, self._database.count(both))


def _children(
    table: type[Folders] | type[Files], kind: int, place: Location, name_contains: str | None
) -> Any:
    query = table.select(table.id, table.created_at, Value(kind).alias("kind"))
    query = query.where(table.project == place.project_id, table.deleted_at.is_null())
    if name_contains is None:
        if place.folder_id is None:
            return query.where(table.parent.is_null())
        return query.where(table.parent == place.folder_id)
    if place.folder_id is not None:
        query = query.where(table.parent.in_(descendants(place.folder_id)))
    return query.where(table.name.contains(name_contains)) if name_contains else query
