"""A caller's request for a part of a collection: which items, in which order, from which on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
U = TypeVar("U")


class Operator(StrEnum):
    """How a field is compared with a value."""

    IS = "is"
    LESS = "less"
    MORE = "more"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    BETWEEN = "between"
    ONE_OF = "one of"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with a value; BETWEEN takes two, ends included, ONE_OF any number."""

    field: str
    operator: Operator
    value: object


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these conditions hold; without any it always holds."""

    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these conditions holds."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The other condition does not hold."""

    filter: Filter


Filter = Condition | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An item of a collection that is listed newest first; it may have been removed since."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a collection: `limit` items after the first `offset`, newest first by default.

    With a bookmark, in the default order only: the items that come after that one. Items that were
    removed before it then move nothing.

    `began_at` is when the caller began to go through the collection page by page, if that is known.
    The offset then goes back by one for each item that has left the collection since.
    """

    limit: int
    offset: int = 0
    where: Filter = AllOf()
    order: tuple[Order, ...] = ()
    after: Bookmark | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """Some items of a collection, the number of all its items, and whether any come after these."""

    items: Sequence[T]
    total: int
    goes_on: bool

    def of(self, items: Sequence[U]) -> Excerpt[U]:
        """The same excerpt, with another value for each item."""
        return Excerpt(items, self.total, self.goes_on)
