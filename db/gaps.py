"""Rows that left a list keep their positions in it.

See dds_upload/core/paging.py, lists of the second kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from peewee import SQL, Value

from db.cuts import cut_columns
from db.database import Database
from db.tables.lists import ListGaps as T


class GapList(StrEnum):
    """Lists that rows can leave: users of an organisation, and three lists of a project."""

    COLLEAGUES = "colleagues"
    MEMBERS = "members"
    UPLOADS = "uploads"
    DELETED_FILES = "deleted_files"


def leave_gaps(
    database: Database,
    which: GapList,
    owner: Any,
    item: Any,
    condition: Any,
    came_at: Any = None,
) -> None:
    """Remember the positions of rows that are about to leave the list, and lock these rows.

    So of several that remove a row at once, one leaves a gap. `owner` and `item` are the columns
    that name the list and its items; `came_at` is when these came to it (None: when they were
    made). Rows without an owner are in no list.
    """
    table = owner.model
    query = table.select(Value(which), owner, item, came_at or table.created_at)
    query = database.locking(query.where(condition, owner.is_null(False)))
    database.run(T.insert_from(query, [T.list, T.owner_id, T.item_id, T.created_at]))


def gaps(which: GapList, owner_id: UUID, since: datetime | None = None) -> Any:
    """The rows that left a list and had come to it no earlier than that, as a query for `cut`."""
    query = T.select(*cut_columns(T.created_at, T.item_id, SQL("1 = 0")))
    query = query.where(T.owner_id == owner_id, T.list == which)
    return query if since is None else query.where(T.created_at >= since)


def ever_in(which: GapList, owner: Any, item: Any, condition: Callable[[Any, Any], Any]) -> Any:
    """Query: the lists (`owner_id`) that items (`item_id`) are or were on, and since when.

    `came_at` is that time. `owner` and `item` are the columns of existing rows (`is_there`), and
    the condition is one on both. An item that left and came again is there twice.
    """
    table = owner.model
    here = table.select(
        owner.alias("owner_id"),
        item.alias("item_id"),
        table.created_at.alias("came_at"),
        Value(1).alias("is_there"),
    )
    gone = T.select(T.owner_id, T.item_id, T.created_at, Value(0)).where(T.list == which)
    return here.where(condition(owner, item)).union_all(
        gone.where(condition(T.owner_id, T.item_id))
    )
