"""Turns what a caller wants to see of a collection into a query.

An offset counts the items that are there, since clients add up those that they were given and ask
for the next page by the sum. Those who go on at a bookmark miss nothing.

The others miss nothing either if it is known when they began. Where so many items are displaced
since, that is have left the list or changed what it is sorted by, a page at an offset begins so
many items earlier. Take an item that is there all the time and is not displaced. What is before it
stays before it or is displaced, so the number of both together never falls. As long as the item was
not on a page, that number is no less than the offset of the next one: it was no less than the
offset before, and each item of the page in between stands before the item. So no page begins behind
it. A page that is not the last one is full, so the offset grows, and the pages end when the offset
is what is there and what is displaced together. Items may be seen twice.

Without that moment nothing of the kind is possible: the second item of a list from which one was
removed is the next one for a client that has read the first since, and the one after that for a
client that had read the removed one, and both ask for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import and_, ge, gt, le, lt, or_
from typing import Any

from peewee import SQL, Value, fn

from db.database import Database
from db.fields import to_microseconds
from dds_upload.core.listing import AllOf, AnyOf, Condition, Excerpt, Filter, Listing, Not, Operator

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


def excerpt_of(
    database: Database,
    query: Any,
    columns: Columns,
    listing: Listing,
    displaced: Callable[[int], Any],
) -> Excerpt[dict[str, Any]]:
    """Rows of a query, newest first where the caller's order leaves it open, then by id.

    `displaced` gives the query for what has left the list since a moment in microseconds, or has
    changed what it is sorted by. It may have more; what it has once, it has from then on. Where the
    page begins is found in the statement that reads it, lest something leaves in between.
    """
    wanted = query.where(condition(listing.where, columns))
    order = [
        columns[it.field].desc() if it.descending else columns[it.field].asc()
        for it in listing.order
    ]
    created_at, row_id = columns["created_at"], columns["id"]
    part = wanted.order_by(*order, created_at.desc(), row_id).limit(listing.limit + 1)
    if listing.after is not None:
        mark = to_microseconds(listing.after.created_at)
        same = (created_at == mark) & (row_id > listing.after.id)
        part = part.where((created_at < mark) | same)
    elif listing.began_at is None or not listing.offset:
        part = part.offset(listing.offset)
    else:
        gone = displaced(to_microseconds(listing.began_at)).alias("gone")
        first = Value(listing.offset) - gone.select_from(fn.COUNT(SQL("*")))
        part = part.offset((fn.MAX if database.is_sqlite else fn.GREATEST)(first, 0))
    rows = database.rows(part.dicts())
    return Excerpt(rows[: listing.limit], database.count(wanted), len(rows) > listing.limit)


def depends_on(listing: Listing, *fields: str) -> bool:
    """Whether it is sorted or filtered by one of these."""
    return any(it.field in fields for it in listing.order) or _names(listing.where, fields)


def _names(filter: Filter, fields: Sequence[str]) -> bool:
    match filter:
        case Condition(field):
            return field in fields
        case Not(inner):
            return _names(inner, fields)
        case AllOf(filters) | AnyOf(filters):
            return any(_names(it, fields) for it in filters)


def condition(filter: Filter, columns: Columns) -> Any:
    """What holds for the rows that are wanted."""
    match filter:
        case Condition(field, operator, datetime() as moment):
            return _COMPARED[operator](columns[field], to_microseconds(moment))
        case Condition(field, operator, value):
            return _COMPARED[operator](columns[field], value)
        case Not(inner):  # a comparison with what is not there yet does not hold, so this does
            return ~fn.COALESCE(condition(inner, columns), False)
        case AllOf(filters):
            return _joined(and_, [SQL("1 = 1"), *(condition(it, columns) for it in filters)])
        case AnyOf(filters):
            return _joined(or_, [condition(it, columns) for it in filters])


def _joined(how: Callable[[Any, Any], Any], parts: list[Any]) -> Any:
    """All parts, bracketed in halves: SQLite's parser gives up on brackets that are deep."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return how(_joined(how, parts[:half]), _joined(how, parts[half:]))
