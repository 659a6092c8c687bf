"""Pages that are cut over all rows a list ever had, and answered with those that are there.

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
    """The ids on a page in their order, how many rows are there, and how many ever were."""

    ids: Sequence[UUID]
    total: int
    positions: int


def cut_columns(moment: Any, row_id: Any, is_there: Any) -> tuple[Any, Any, Any]:
    """Columns of a query for `newest_first`: when it was made, its id, and a condition."""
    shown = Case(None, [(is_there, 1)], 0)
    return moment.alias("created_at"), row_id.alias("id"), shown.alias("shown")


def newest_first(database: Database, rows: Any, page: PageRequest) -> Cut:
    """The id comes last, so that two of one moment cannot swap between pages."""
    part = rows.order_by(SQL("created_at").desc(), SQL("id").desc())
    found = database.rows(part.limit(page.size).offset(page.offset).tuples())
    counted = rows.select_from(fn.COALESCE(fn.SUM(SQL("shown")), 0), fn.COUNT(SQL("*")))
    total, positions = database.rows(counted.tuples())[0]
    return Cut([row_id for _, row_id, shown in found if shown], int(total), positions)
