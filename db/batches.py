"""Long lists in pieces that one statement can name: SQLite takes 32766 parameters at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

#: How many rows or values one statement names; the widest row has some thirty columns.
BATCH = 500

T = TypeVar("T")


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in their order, at most BATCH at a time."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
