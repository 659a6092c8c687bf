"""Turns a request for a part of a collection into a query.

An offset counts existing items, since clients add up the numbers of items that they got, and ask
for the next page by the sum. A client that goes on at a bookmark misses nothing.

Other clients miss nothing either, if it is known when they began. An item is *displaced* if it has
left the list since then, or changed what the list is sorted by. A page at an offset begins earlier
by the number of displaced items. Take an item that exists all the time and is not displaced. The
items before it stay before it or are displaced, so the number of both together never falls. While
the item was on no page, that number is at least the offset of the next page: it was at least the
offset before, and each item of the page in between comes before the item. So no page begins after
it. Each page but the last is full, so the offset grows, and the pages end when the offset is the
number of existing and displaced items together. A client may see an item twice.

Without that moment this is impossible. If one item was removed, the second item of the list is the
next one for a client that has read the first since, and the one after that for a client that had
read the removed one. Both ask for the same offset.
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
    """The rows of a query, newest first if the caller's order leaves it open, then by id.

    `displaced` gives the query for rows that have left the list since a moment in microseconds, or
    have changed what it is sorted by. It may give more rows, but never fewer later. The statement
    that reads the page also computes its beginning, so that no row can leave in between.
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
    """Whether the listing sorts or filters by one of these fields."""
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
    """The condition for the wanted rows."""
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
    """All parts, bracketed in halves: SQLite's parser fails on deep brackets."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return how(_joined(how, parts[:half]), _joined(how, parts[half:]))
