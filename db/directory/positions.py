"""Gives folders and files their positions in lists; see dds_upload/core/paging.py.

A position is the highest one of the list, plus one, so the project has to be locked. Deleted
entries keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from peewee import Value, fn

from db.batches import batches
from db.database import Database
from db.tables.directory import Files, Folders
from db.tables.projects import Projects

Entries = type[Folders] | type[Files]

#: Tables whose rows are in the same lists.
ENTRIES: tuple[Entries, ...] = (Folders, Files)


#: A list: the column of its numbers, its project, and its folder where it is of one.
_List = tuple[str, UUID, UUID | None]


class EntryPositions:
    """The next free positions. Each list is read once, so an object serves one transaction only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._highest: dict[_List, int] = {}

    def of_folder(self, project_id: UUID, parent_id: UUID | None) -> Mapping[str, Any]:
        """The columns of one more folder."""
        return self._entry(project_id, parent_id)

    def of_file(self, project_id: UUID, parent_id: UUID | None) -> Mapping[str, Any]:
        """The columns of one more file."""
        return self._entry(project_id, parent_id, ("file_position", project_id, None))

    def read_folders(self, places: Iterable[tuple[UUID, UUID | None]]) -> None:
        """Read the positions in many folders, each with its project, by a few statements."""
        lists = {folder_id: _in_folder(project_id, folder_id) for project_id, folder_id in places}
        lists.pop(None, None)
        unread = {key: it for key, it in lists.items() if it not in self._highest}
        for batch in batches(unread):
            self._highest.update((unread[key], 0) for key in batch)
            for table in ENTRIES:
                query = table.select(table.parent, fn.MAX(table.parent_position))
                query = query.where(table.parent.in_(batch)).group_by(table.parent)
                for folder_id, highest in self._database.rows(query.tuples()):
                    it = unread[folder_id]
                    self._highest[it] = max(self._highest[it], highest or 0)

    def in_parent(self, project_id: UUID, parent_id: UUID | None) -> int:
        """For an entry that comes into a folder, or (None) into the project's root."""
        return self._next([_in_folder(project_id, parent_id)])["parent_position"]

    def _entry(self, project_id: UUID, parent_id: UUID | None, *more: _List) -> Mapping[str, Any]:
        of_project = ("project_position", project_id, None)
        numbers = self._next([of_project, _in_folder(project_id, parent_id), *more])
        return {**numbers, "path_since": this_hold(project_id)}

    def _next(self, lists: Sequence[_List]) -> dict[str, int]:
        unread = [it for it in lists if it not in self._highest]
        if unread:
            self._read(unread)
        for it in lists:
            self._highest[it] += 1
        return {it[0]: self._highest[it] for it in lists}

    def _read(self, lists: Sequence[_List]) -> None:
        """Read all lists in one statement."""
        parts = [
            table.select(Value(number), fn.COALESCE(fn.MAX(getattr(table, it[0])), 0)).where(
                _is_in(table, *it)
            )
            for number, it in enumerate(lists)
            for table in (ENTRIES if hasattr(Folders, it[0]) else (Files,))
        ]
        rows = self._database.rows(reduce(add, parts).tuples())
        for number, it in enumerate(lists):
            self._highest[it] = max(highest for which, highest in rows if which == number)


def _in_folder(project_id: UUID, folder_id: UUID | None) -> _List:
    return "parent_position", project_id, folder_id


def _is_in(table: Entries, column: str, project_id: UUID, parent_id: UUID | None) -> Any:
    if column == "parent_position":
        return lies_in(table, project_id, parent_id)
    return table.project == project_id


def this_hold(project_id: UUID) -> Any:
    """Value: the number of the transaction that has locked the project."""
    return Projects.select(Projects.holds).where(Projects.id == project_id)


def lies_in(table: Entries, project_id: UUID, parent_id: UUID | None) -> Any:
    """Condition: directly in that folder, or (None) in the project's root."""
    parent = table.parent.is_null() if parent_id is None else table.parent == parent_id
    return (table.project == project_id) & parent
