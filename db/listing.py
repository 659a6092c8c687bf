"""Turns what a caller wants to see of a collection (core.listing) into a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import Any

from peewee import SQL, fn

from db.database import Database
from dds_upload.core.listing import AllOf, AnyOf, Condition, Filter, Listing, Not, Operator

_COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.IS: lambda column, value: column == value,
    Operator.LESS: lt,
    Operator.MORE: gt,
    Operator.AT_MOST: le,
    Operator.AT_LEAST: ge,
    Operator.ONE_OF: lambda column, values: column.in_(values),
    Operator.CONTAINS: lambda column, text: column.contains(text),
    Operator.BETWEEN: lambda column, ends: column.between(*ends),
}

Columns = Mapping[str, Any]


def rows_of(
    database: Database, query: Any, columns: Columns, listing: Listing, last: Sequence[Any]
) -> tuple[list[dict[str, Any]], int]:
    """The rows asked for, and how many the query has with those conditions.

    `last` sorts what the caller's order leaves open, so that nothing swaps between two pages.
    """
    wanted = query.where(_where(listing.where, columns))
    order = [
        columns[it.field].desc() if it.descending else columns[it.field].asc()
        for it in listing.order
    ]
    part = wanted.order_by(*order, *last).limit(listing.limit).offset(listing.offset)
    return database.rows(part.dicts()), database.count(wanted)


def _where(filter: Filter, columns: Columns) -> Any:
    match filter:
        case Condition(field, operator, value):
            return _COMPARED[operator](columns[field], value)
        case Not(inner):  # a comparison with what is not there yet does not hold, so this does
            return ~fn.COALESCE(_where(inner, columns), False)
        case AllOf(filters):
            return reduce(and_, (_where(it, columns) for it in filters), SQL("1 = 1"))
        case AnyOf(filters):
            return reduce(or_, (_where(it, columns) for it in filters))
