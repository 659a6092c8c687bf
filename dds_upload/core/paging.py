"""Pages of collections: which one is asked for, and what is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


#: The largest page a caller may ask for, and the one it gets unasked.
PAGE_SIZE_MAX = 1000


PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a collection; numbers start at 1."""

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many items stand before the page."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a collection, and how many it has in all."""

    items: Sequence[T]
    total: int
