"""Cuts long lists into parts for one statement each: SQLite takes 32766 parameters at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

#: How many rows or values one statement names; the widest row has some thirty columns.
BATCH = 500

#: The same where all of them are one parameter (`among`).
BATCH_AMONG = 5000

T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in their order, at most `size` at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
