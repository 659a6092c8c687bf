"""Reads which part of a collection a request wants, and writes the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import falcon

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.listing import AllOf, Bookmark, Filter, Listing, Order
from dds_upload.core.paging import Page
from dds_upload.core.reasons import Refusal
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.protocols.pulp.expressions import read_expression
from dds_upload.protocols.pulp.filters import Collection, items, number
from dds_upload.web.messages import is_text
from dds_upload.web.origin import Origin
from dds_upload.web.words import worded


class Listed(Protocol):
    """An item of a list."""

    @property
    def id(self) -> UUID: ...

    @property
    def created_at(self) -> datetime: ...


T = TypeVar("T")
L = TypeVar("L", bound=Listed)
Body = dict[str, Any]

#: How many items a page has unasked, and at the most.
LIMIT, LIMIT_MAX = 100, 1000

#: Parameters of every request that answers with objects.
SELECTION = ("fields", "exclude_fields")

#: Parameters that every collection has, apart from its filters.
PAGING = ("limit", "offset", "after", "ordering", "q", *SELECTION)

_ANYTHING: Filter = AllOf()


def read_listing(req: falcon.Request, collection: Collection) -> Listing:
    """What is wanted; raises ValidationFailed naming every parameter at fault."""
    known = {*collection.filters, *PAGING}
    faults: list[Refusal] = [
        worded("Unknown filter.", name) for name in req.params if name not in known
    ]
    listing = _Reading(req, faults)
    if _text(req, "after") and _text(req, "ordering"):
        faults.append(worded("Cannot be combined with an ordering.", "after"))
    wanted = Listing(
        limit=min(listing.read("limit", number, LIMIT), LIMIT_MAX),
        offset=listing.read("offset", number, 0),
        where=AllOf(tuple(_filters(listing, req, collection))),
        order=listing.read("ordering", lambda text: _order(text, collection), ()),
        after=listing.read("after", _bookmark, None),
    )
    if faults:
        raise ValidationFailed(*faults)
    return wanted


def page(
    req: falcon.Request,
    origin: Origin,
    listing: Listing,
    found: Page[L],
    render: Callable[[L], Body],
) -> Body:
    """The items with links to the pages before and after.

    In the default order the next page begins after this one's last item, by name, so that what is
    removed meanwhile makes nobody miss anything. There may be nothing on it.
    """
    limit, offset, total = listing.limit, listing.offset, found.total
    more = len(found.items) == limit if listing.after else offset + limit < total
    after = offset + limit if limit and more else None
    before = max(offset - limit, 0) if limit and offset else None
    bookmark = found.items[-1] if found.items and not listing.order else None
    return {
        "count": total,
        "next": _link(req, origin, limit, after, bookmark),
        "previous": _link(req, origin, limit, before),
        "results": [selected(req, render(item)) for item in found.items],
    }


def selected(req: falcon.Request, body: Body) -> Body:
    """The object with the keys that were asked for."""
    wanted, unwanted = (set(items(_text(req, name) or "")) for name in SELECTION)
    return {
        key: value
        for key, value in body.items()
        if (not wanted or key in wanted) and key not in unwanted
    }


class _Reading:
    """Reads parameters one by one, and collects what is wrong with them."""

    def __init__(self, req: falcon.Request, faults: list[Refusal]) -> None:
        self._req = req
        self._faults = faults

    def read(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        text = _text(self._req, name)
        if not text:
            return otherwise
        try:
            if not is_text(text):
                raise ValueError("Contains characters that cannot be stored.")
            return read(text)
        except ValueError as error:
            self._faults.append(worded(str(error), name))
            return otherwise


def _filters(reading: _Reading, req: falcon.Request, collection: Collection) -> Iterable[Filter]:
    for name, read in collection.filters.items():
        if name in req.params:
            yield reading.read(name, read, _ANYTHING)
    yield reading.read("q", lambda text: read_expression(text, collection.filters), _ANYTHING)


def _order(text: str, collection: Collection) -> tuple[Order, ...]:
    found = []
    for item in items(text):
        name = item.removeprefix("-")
        if name not in collection.order:
            raise ValueError(f"Select a valid choice: {', '.join(collection.order)}.")
        found.append(Order(collection.order[name], descending=item != name))
    return tuple(found)


def _text(req: falcon.Request, name: str) -> str | None:
    """A parameter's text; of several, the parts of one list."""
    value = req.params.get(name)
    return ",".join(value) if isinstance(value, list) else value


def _link(
    req: falcon.Request,
    origin: Origin,
    limit: int,
    offset: int | None,
    bookmark: Listed | None = None,
) -> str | None:
    if offset is None or offset > SIZE_MAX:
        return None
    query = {**req.params, "limit": limit, "offset": offset}
    query.pop("after", None)
    if bookmark is not None:
        query["after"] = f"{bookmark.created_at.isoformat()},{bookmark.id}"
    return f"{origin(req)}{req.path}/?{urlencode(query, doseq=True)}"


def _bookmark(text: str) -> Bookmark:
    moment, _, item_id = text.partition(",")
    try:
        created_at = datetime.fromisoformat(moment)
        mark = Bookmark(created_at, UUID(item_id))
    except ValueError:
        raise ValueError("Is no place in a list.") from None
    if created_at.tzinfo is None:
        raise ValueError("Is no place in a list.")
    return mark
