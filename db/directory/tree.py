"""Walks folders up and down, in one query each, at any depth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

from peewee import Value

from db.database import Database
from db.tables.directory import Folders
from dds_upload.core.directory.entries import Named

_Step = Folders.alias("step")


K = TypeVar("K")


class Ancestry(Generic[K]):
    """The folders above some entries, read together; ids are UUIDs, or texts as they were read."""

    def __init__(self, folders: Mapping[K, tuple[K | None, Named]]) -> None:
        """`folders` are all of them, by their ids, each with the id of the folder that it is in."""
        self._folders = folders
        self._paths: dict[K | None, tuple[Named, ...]] = {None: ()}

    @staticmethod
    def read(database: Database, folder_ids: Iterable[UUID | None]) -> Ancestry[UUID]:
        """Of entries in these folders; None is the root."""
        return Ancestry(_fetch(database, {it for it in folder_ids if it is not None}))

    @staticmethod
    def of_texts(rows: Iterable[tuple[str, str | None, str]] | None) -> Ancestry[str]:
        """From the ids, parents and names of folders."""
        return Ancestry({id: (above, Named(UUID(id), name)) for id, above, name in rows or ()})

    def path(self, folder_id: K | None) -> tuple[Named, ...]:
        """Folders from the root down to that one, itself included; its entries share the value."""
        below: list[tuple[K, Named]] = []
        while folder_id is not None and folder_id not in self._paths:
            parent_id, folder = self._folders[folder_id]
            below.append((folder_id, folder))
            folder_id = parent_id
        path = self._paths[folder_id]
        for id, folder in reversed(below):
            path = self._paths[id] = (*path, folder)
        return path


def descendants(folder_id: UUID) -> Any:
    """Subquery: the ids of a folder and of every folder below it."""
    tree = _walk_down(folder_id)
    return tree.select_from(tree.c.id)


def height(database: Database, folder_id: UUID) -> int:
    """The number of folders that lie inside one another in it, itself included.

    Deleted ones do not count.
    """
    tree = _walk_down(folder_id)
    deepest = tree.select_from(tree.c.level).order_by(tree.c.level.desc())
    return int(database.first(deepest.tuples())[0])


def _walk_down(folder_id: UUID) -> Any:
    start = Folders.select(Folders.id, Value(1).alias("level")).where(Folders.id == folder_id)
    tree = start.cte("tree", recursive=True, columns=("id", "level"))
    below = _Step.select(_Step.id, tree.c.level + 1).join(tree, on=(_Step.parent == tree.c.id))
    return tree.union_all(below.where(_Step.deleted_at.is_null()))


def _fetch(database: Database, folder_ids: set[UUID]) -> dict[UUID, tuple[UUID | None, Named]]:
    if not folder_ids:
        return {}
    start = Folders.select(Folders.id, Folders.parent).where(Folders.id.in_(folder_ids))
    path = start.cte("path", recursive=True, columns=("id", "parent_id"))
    above = _Step.select(_Step.id, _Step.parent).join(path, on=(_Step.id == path.c.parent_id))
    path = path.union(above)  # without ALL: a common part of two paths is walked once
    query = Folders.select(Folders.id, Folders.parent, Folders.name)
    query = query.where(Folders.id.in_(path.select_from(path.c.id)))
    return {row[0]: (row[1], Named(row[0], row[2])) for row in database.rows(query.tuples())}
