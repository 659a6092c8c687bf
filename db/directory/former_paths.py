"""Former names and parents of entries: with them, searches keep their order while others rename.

See dds_upload/core/paging.py, lists of the third kind. Each is kept once, with the number of the
lock that first gave it, so renaming back and forth adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from peewee import Case, Value, fn

from db.composed import insert
from db.database import Database
from db.directory.positions import ENTRIES, Entries
from db.tables.directory import Folders
from db.tables.directory import FormerPaths as T


def remember_path(database: Database, table: Entries, entry_id: UUID) -> UUID:
    """Keep the present name and parent of an entry before it gets new ones.

    Gives its project, which has to be locked.
    """
    query = table.select(table.project, table.parent, table.name, table.path_since)
    path = database.first(query.where(table.id == entry_id).tuples())
    project_id, parent_id, name, since = path
    parent = T.parent.is_null() if parent_id is None else T.parent == parent_id
    known = T.select(T.id).where(T.entry_id == entry_id, parent, T.name == name)
    if database.first(known.tuples()) is None:
        row = {"project": project_id, "parent": parent_id, "name": name, "since": since}
        database.run(insert(T, [{**row, "entry_id": entry_id}]))
    held: UUID = project_id
    return held


def ever_matched(project_id: UUID, folder_id: UUID | None, name_contains: str) -> Any:
    """Query: entries (`entry_id`) that are or were below a folder, with such a name.

    Each has the number of the lock by which it first was (`came_at`). Deleted entries are included.
    No folder means anywhere in the project.
    """
    paths = _paths(project_id, name_contains).alias("paths")
    if folder_id is None:
        found = paths.select_from(paths.c.entry_id, fn.MIN(paths.c.since).alias("came_at"))
        return found.group_by(paths.c.entry_id)
    folders = _ever_below(project_id, folder_id)
    came_at = fn.MIN(_later(paths.c.since, folders.c.since)).alias("came_at")
    found = paths.select_from(paths.c.entry_id, came_at)
    found = found.join(folders, on=(folders.c.id == paths.c.parent_id)).with_cte(folders)
    return found.group_by(paths.c.entry_id)


def _paths(project_id: UUID, name_contains: str, tables: Sequence[Entries] = ENTRIES) -> Any:
    """Query: all paths that folders and files of a project have or had, with such names."""
    paths: Any = T.select(T.entry_id, T.parent, T.since)
    paths = paths.where(T.project == project_id, T.name.contains(name_contains))
    for table in tables:
        here = table.select(table.id, table.parent, table.path_since)
        here = here.where(table.project == project_id, table.name.contains(name_contains))
        paths = paths.union_all(here)
    return paths


def _ever_below(project_id: UUID, folder_id: UUID) -> Any:
    """Table: folders that are or were below a folder in any way, itself included, and since when.

    A way is as old as its youngest part.
    """
    start = Folders.select(Folders.id, Value(0).cast("BIGINT")).where(Folders.id == folder_id)
    reached = start.cte("reached", recursive=True, columns=("id", "since"))
    steps = _paths(project_id, "", (Folders,)).alias("steps")
    below = steps.select_from(steps.c.entry_id, _later(steps.c.since, reached.c.since))
    below = below.join(reached, on=(steps.c.parent_id == reached.c.id))
    return reached.union(below)  # without ALL: ways may lead in circles over the years


def _later(one: Any, other: Any) -> Any:
    return Case(None, [(one > other, one)], other)
