"""What a caller wants to see of a collection: which items, in which order, from which on."""

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
    """How a field is compared."""

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
    """Every one of these holds; an empty one always does."""

    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where the other one does not."""

    filter: Filter


Filter = Condition | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An item of a collection that is listed newest first, whether or not it is still there."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a collection: `limit` items after the first `offset`, newest first by default.

    With a bookmark, in the default order only: the items that come after that one. What was removed
    before it then moves nothing.

    `began_at` is when the caller began to go through the collection page by page, if that is known:
    the offset then goes back by one for each item that has left the collection since.
    """

    limit: int
    offset: int = 0
    where: Filter = AllOf()
    order: tuple[Order, ...] = ()
    after: Bookmark | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """Some items of a collection, how many it has in all, and whether any come after these."""

    items: Sequence[T]
    total: int
    goes_on: bool

    def of(self, items: Sequence[U]) -> Excerpt[U]:
        """The same, with something else for each item."""
        return Excerpt(items, self.total, self.goes_on)
