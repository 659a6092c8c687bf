"""Numbers folders and files in the lists they are on; see dds_upload/core/paging.py.

A number is the highest that was given in the list, plus one, so the project has to be held. What
was deleted keeps its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from peewee import SQL, fn

from db.database import Database
from db.tables.directory import Files, Folders
from db.tables.projects import Projects
from dds_upload.core.paging import PageRequest

Entries = type[Folders] | type[Files]

#: The tables whose rows share lists.
ENTRIES: tuple[Entries, ...] = (Folders, Files)


class EntryPositions:
    """The next free numbers. Each list is read once, so that it serves one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._highest: dict[tuple[str, UUID, UUID | None], int] = {}

    def of_folder(self, project_id: UUID, parent_id: UUID | None) -> Mapping[str, Any]:
        """Columns of one more folder."""
        return {
            "project_position": self._next("project_position", ENTRIES, project_id),
            "parent_position": self.in_parent(project_id, parent_id),
            "path_since": this_hold(project_id),
        }

    def of_file(self, project_id: UUID, parent_id: UUID | None) -> Mapping[str, Any]:
        """Columns of one more file."""
        number = self._next("file_position", (Files,), project_id)
        return {**self.of_folder(project_id, parent_id), "file_position": number}

    def in_parent(self, project_id: UUID, parent_id: UUID | None) -> int:
        """For an entry that comes into a folder, or (None) into the project's root."""
        return self._next("parent_position", ENTRIES, project_id, parent_id)

    def _next(
        self,
        column: str,
        tables: tuple[Entries, ...],
        project_id: UUID,
        parent_id: UUID | None = None,
    ) -> int:
        key = (column, project_id, parent_id)
        if key not in self._highest:
            highest = (
                table.select(fn.MAX(getattr(table, column))).where(
                    lies_in(table, project_id, parent_id)
                    if column == "parent_position"
                    else table.project == project_id
                )
                for table in tables
            )
            of_all = self._database.rows(reduce(or_, highest).tuples())
            self._highest[key] = max(value or 0 for (value,) in of_all)
        self._highest[key] += 1
        return self._highest[key]


def this_hold(project_id: UUID) -> Any:
    """Value: the number of the transaction that holds the project."""
    return Projects.select(Projects.holds).where(Projects.id == project_id)


def lies_in(table: Entries, project_id: UUID, parent_id: UUID | None) -> Any:
    """Condition: directly in that folder, or (None) in the project's root."""
    parent = table.parent.is_null() if parent_id is None else table.parent == parent_id
    return (table.project == project_id) & parent


def on_page(position: Any, page: PageRequest) -> Any:
    """Condition: the column's number is on the page."""
    return position.between(page.offset + 1, page.last)


def taken(database: Database, query: Any, position: Any) -> tuple[int, int]:
    """How many rows a query has, and the highest number of them in that column (0: none)."""
    counted = query.select(fn.COUNT(SQL("*")), fn.COALESCE(fn.MAX(position), 0))
    number, highest = database.rows(counted.tuples())[0]
    return number, highest
