"""Pages that are ranges of all rows a list ever had, and show those that still exist.

See dds_upload/core/paging.py, lists of the second kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from peewee import SQL, Case, fn

from db.database import Database
from dds_upload.core.paging import PageRequest


@dataclass(frozen=True, slots=True)
class Cut:
    """The ids on a page, the newest first; the number of existing rows, and of all rows ever."""

    ids: Sequence[UUID]
    total: int
    positions: int


def cut_columns(came_at: Any, row_id: Any, is_there: Any) -> tuple[Any, Any, Any]:
    """Columns of a query for `cut`: the time, the id, and whether the row still exists.

    The time is when the row came to the list.
    """
    shown = Case(None, [(is_there, 1)], 0)
    return came_at.alias("came_at"), row_id.alias("id"), shown.alias("shown")


def cut(database: Database, rows: Any, page: PageRequest) -> Cut:
    """Pages go from the first row that came to the last; rows of one moment are ordered by id."""
    part = rows.order_by(SQL("came_at"), SQL("id"))
    found = database.rows(part.limit(page.size).offset(page.offset).tuples())
    counted = rows.select_from(fn.COALESCE(fn.SUM(SQL("shown")), 0), fn.COUNT(SQL("*")))
    total, positions = database.rows(counted.tuples())[0]
    return Cut([row_id for _, row_id, shown in reversed(found) if shown], int(total), positions)
