"""Turns what a caller wants to see of a collection into a query.

An offset counts the items that are there, since clients add up those that they were given. What is
added comes first and is seen twice at worst; what is removed meanwhile moves the others past such a
client. Those who go on at a bookmark miss nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import and_, ge, gt, le, lt, or_
from typing import Any

from peewee import SQL, fn

from db.database import Database
from db.fields import to_microseconds
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

    `last` sorts what the caller's order leaves open, so that nothing swaps between two pages: the
    newest first, then by id.
    """
    wanted = query.where(_where(listing.where, columns))
    order = [
        columns[it.field].desc() if it.descending else columns[it.field].asc()
        for it in listing.order
    ]
    part = wanted.order_by(*order, *last).limit(listing.limit)
    if listing.after is None:
        part = part.offset(listing.offset)
    else:
        created_at, mark = columns["created_at"], to_microseconds(listing.after.created_at)
        same = (created_at == mark) & (columns["id"] > listing.after.id)
        part = part.where((created_at < mark) | same)
    return database.rows(part.dicts()), database.count(wanted)


def _where(filter: Filter, columns: Columns) -> Any:
    match filter:
        case Condition(field, operator, datetime() as moment):
            return _COMPARED[operator](columns[field], to_microseconds(moment))
        case Condition(field, operator, value):
            return _COMPARED[operator](columns[field], value)
        case Not(inner):  # a comparison with what is not there yet does not hold, so this does
            return ~fn.COALESCE(_where(inner, columns), False)
        case AllOf(filters):
            return _joined(and_, [SQL("1 = 1"), *(_where(it, columns) for it in filters)])
        case AnyOf(filters):
            return _joined(or_, [_where(it, columns) for it in filters])


def _joined(how: Callable[[Any, Any], Any], parts: list[Any]) -> Any:
    """All parts, bracketed in halves: SQLite's parser gives up on brackets that are deep."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return how(_joined(how, parts[:half]), _joined(how, parts[half:]))
