"""Names and parents that entries had once, so that searches stay in place while others change them.

See dds_upload/core/paging.py. Each is kept once, so that renaming to and fro adds nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from db.database import Database
from db.directory.positions import Entries
from db.tables.directory import Folders
from db.tables.directory import FormerPaths as T

_Below = T.alias("below")


def remember_path(database: Database, table: Entries, entry_id: UUID) -> None:
    """Keep the present name and parent of an entry that is about to get others."""
    query = table.select(table.project, table.parent, table.name).where(table.id == entry_id)
    project_id, parent_id, name = database.first(query.tuples())
    parent = T.parent.is_null() if parent_id is None else T.parent == parent_id
    known = T.select(T.id).where(T.entry_id == entry_id, parent, T.name == name)
    if database.first(known.tuples()) is None:
        row = {"project": project_id, "entry_id": entry_id, "parent": parent_id, "name": name}
        database.run(T.insert(row))


def ever_matched(
    table: Entries, project_id: UUID, folder_id: UUID | None, name_contains: str
) -> Any:
    """Query for a project's entries that are or were below a folder, under such a name.

    Those that were deleted are among them. No folder: anywhere in the project.
    """
    query = table.select().where(table.project == project_id)
    former = T.select(T.entry_id).where(T.project == project_id)
    if name_contains:
        named = former.where(T.name.contains(name_contains))
        query = query.where(table.name.contains(name_contains) | table.id.in_(named))
    if folder_id is not None:
        folders = _ever_below(project_id, folder_id)
        query = query.where(
            table.parent.in_(folders) | table.id.in_(former.where(T.parent.in_(folders)))
        )
    return query


def _ever_below(project_id: UUID, folder_id: UUID) -> Any:
    """Subquery: ids of a folder and of all that are or were below it, in any way."""
    start = Folders.select(Folders.id).where(Folders.id == folder_id)
    reached = start.cte("reached", recursive=True, columns=("id",))
    now = Folders.select(Folders.id, Folders.parent).where(Folders.project == project_id)
    once = T.select(T.entry_id, T.parent).where(T.project == project_id)
    steps = now.union_all(once).alias("steps")
    below = steps.select_from(steps.c.id).join(reached, on=(steps.c.parent_id == reached.c.id))
    reached = reached.union(below)  # without ALL: ways may lead in circles over the years
    return reached.select_from(reached.c.id)
