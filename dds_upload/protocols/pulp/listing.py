"""Reads which part of a collection a request wants, and writes the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import falcon

from dds_upload.core.clock import Clock
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.listing import AllOf, Bookmark, Excerpt, Filter, Listing, Order
from dds_upload.core.reasons import Refusal
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.protocols.pulp.correlation import name_run, run_began_at
from dds_upload.protocols.pulp.expressions import read_expression
from dds_upload.protocols.pulp.filters import Collection, items, number
from dds_upload.web.authentication import caller_of
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

#: How many items a page has by default, and at most.
LIMIT, LIMIT_MAX = 100, 1000

#: Parameters of every request that answers with objects.
SELECTION = ("fields", "exclude_fields")

#: Parameters that every collection has, apart from its filters.
PAGING = ("limit", "offset", "after", "since", "ordering", "q", *SELECTION)

#: How long a removal may have been under way before it is written.
_UNDER_WAY = timedelta(seconds=30)

_ANYTHING: Filter = AllOf()


@dataclass(frozen=True, slots=True)
class Pages:
    """Parts of collections, and the links between them."""

    origin: Origin
    clock: Clock

    def read(self, req: falcon.Request, collection: Collection) -> Listing:
        """The wanted part; raises ValidationFailed naming every parameter at fault."""
        known = {*collection.filters, *PAGING}
        faults: list[Refusal] = [
            worded("Unknown filter.", name) for name in req.params if name not in known
        ]
        listing = _Reading(req, faults)
        if _text(req, "after") and _text(req, "ordering"):
            faults.append(worded("Cannot be combined with an ordering.", "after"))
        now = self.clock()
        wanted = Listing(
            limit=min(listing.read("limit", number, LIMIT), LIMIT_MAX),
            offset=listing.read("offset", number, 0),
            where=AllOf(tuple(_filters(listing, req, collection))),
            order=listing.read("ordering", lambda text: _order(text, collection), ()),
            after=listing.read("after", _bookmark, None),
            began_at=_allowing(listing.read("since", _moment, run_began_at(req, now)), now),
        )
        if faults:
            raise ValidationFailed(*faults)
        return wanted

    def answer(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        listing: Listing,
        found: Excerpt[L],
        render: Callable[[L], Body],
    ) -> None:
        """The items, with links to the pages before and after, which miss nothing.

        In the default order the next page begins after this one's last item, by name. In other
        orders the link contains when the client began to read pages. Clients that add up the
        numbers of items have the name of their run for that.
        """
        limit, offset, now = listing.limit, listing.offset, self.clock()
        more: dict[str, object] = {"offset": offset + limit}
        if listing.order:
            more["since"] = _text(req, "since") or now.isoformat()
        elif found.items:
            more["after"] = f"{found.items[-1].created_at.isoformat()},{found.items[-1].id}"
        goes_on = bool(limit) and found.goes_on and offset + limit <= SIZE_MAX
        if goes_on:
            name_run(req, resp, caller_of(req).user.id, now)
        before = {"offset": max(offset - limit, 0)}
        resp.media = {
            "count": found.total,
            "next": self._link(req, limit, more) if goes_on else None,
            "previous": self._link(req, limit, before) if limit and offset else None,
            "results": [selected(req, render(item)) for item in found.items],
        }

    def _link(self, req: falcon.Request, limit: int, place: Mapping[str, object]) -> str:
        kept = {name: value for name, value in req.params.items() if name not in ("after", "since")}
        query = {**kept, "limit": limit, **place}
        return f"{self.origin(req)}{req.path}/?{urlencode(query, doseq=True)}"


def selected(req: falcon.Request, body: Body) -> Body:
    """The object with the wanted keys."""
    wanted, unwanted = (set(items(_text(req, name) or "")) for name in SELECTION)
    return {
        key: value
        for key, value in body.items()
        if (not wanted or key in wanted) and key not in unwanted
    }


class _Reading:
    """Reads parameters one by one, and collects their faults."""

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
    """A parameter's text; if it comes several times, the parts of one list."""
    value = req.params.get(name)
    return ",".join(value) if isinstance(value, list) else value


def _allowing(began_at: datetime | None, now: datetime) -> datetime | None:
    """Somewhat earlier, since a removal may be under way; and no more than a day ago.

    Items that are gone for longer may be forgotten.
    """
    if began_at is None:
        return None
    return max(began_at, now - timedelta(days=1) + _UNDER_WAY) - _UNDER_WAY


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Is no place in a list.") from None


def _bookmark(text: str) -> Bookmark:
    moment, _, item_id = text.partition(",")
    try:
        return Bookmark(_moment(moment), UUID(item_id))
    except ValueError:
        raise ValueError("Is no place in a list.") from None
