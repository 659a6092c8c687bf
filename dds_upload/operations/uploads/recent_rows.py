"""Caches the rows of uploads that were asked for last, for clients that read page by page.

Each page shows what is missing of the whole upload, so each needs all of its rows. They change only
together with the upload's revision, which is read anyway.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from dds_upload.core.uploads.upload import BYTES_GO, Upload

Row = TypeVar("Row")

#: How many rows are cached, of all uploads together; an upload with more is cached alone.
ROWS_MAX = 20_000


class RecentRows(Generic[Row]):
    """`read` gives an upload's rows by its id. Any number of threads may ask."""

    def __init__(self, read: Callable[[UUID], Sequence[Row]], rows_max: int = ROWS_MAX) -> None:
        self._read = read
        self._rows_max = rows_max
        self._kept: OrderedDict[UUID, tuple[int, Sequence[Row]]] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def of(self, upload: Upload) -> Sequence[Row]:
        """The rows of this revision of the upload, or newer ones."""
        with self._lock:
            revision, rows = self._kept.get(upload.id, (None, ()))
            if revision == upload.revision:
                self._kept.move_to_end(upload.id)
                return rows
        rows = self._read(upload.id)
        if upload.state not in BYTES_GO:  # then rows go, and the revision stays
            self._keep(upload, rows)
        return rows

    def _keep(self, upload: Upload, rows: Sequence[Row]) -> None:
        with self._lock:
            _, former = self._kept.pop(upload.id, (None, None))
            self._weight += _weight(rows) - (0 if former is None else _weight(former))
            self._kept[upload.id] = upload.revision, rows
            while len(self._kept) > 1 and self._weight > self._rows_max:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._weight -= _weight(oldest)


def _weight(rows: Sequence[object]) -> int:
    """The weight of an upload's rows; an upload without rows takes some room, too."""
    return len(rows) + 1
