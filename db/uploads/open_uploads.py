"""Counts what each user has open: in one row for each user, which every change of it writes.

A transaction writes the row last, or before any other new row, so that of two transactions of one
user one waits for the other, and never both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from peewee import EXCLUDED

from db.batches import batches
from db.composed import Composed, Slot, insert
from db.database import Database
from db.tables.uploads import OpenUploads as T
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.open_uploads import (
    COUNTED,
    OpenLimits,
    OpenUploadRecords,
    OpenUsage,
    is_counted,
)
from dds_upload.core.uploads.upload import Upload, UploadState

#: The creator, size and addressing of an upload whose state was written.
Moved = tuple[UUID | None, int, str]


class OpenUploadTable(OpenUploadRecords):
    """The table `open_uploads`."""

    def __init__(self, database: Database, limits: OpenLimits) -> None:
        self._database = database
        self._limits = limits

    def usage(self, user_id: UUID) -> OpenUsage:
        """By primary key."""
        row = self._database.first(T.select(T.uploads, T.bytes).where(T.user == user_id).tuples())
        return OpenUsage(*row) if row else OpenUsage()

    def begin(self, uploads: Iterable[Upload]) -> None:
        """Count these uploads.

        Raises ValidationFailed (`size`) if one is more than its user may have.

        The write decides: of many requests at once, as many pass as may. The caller's transaction
        ends with the error, and the count is rolled back with it.
        """
        sizes: dict[UUID, list[int]] = defaultdict(list)
        for upload in uploads:
            if is_counted(upload.addressing) and upload.state in COUNTED:
                sizes[upload.creator_id].append(upload.size)
        for user_id in sorted(sizes):
            self._begin(user_id, len(sizes[user_id]), sum(sizes[user_id]))

    def moved(self, source: UploadState, target: UploadState, uploads: Iterable[Moved]) -> None:
        """Count uploads that went from one state to another; existing uploads are never refused."""
        change = (target in COUNTED) - (source in COUNTED)
        if not change:
            return
        totals: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
        for creator_id, size, addressing in uploads:
            if creator_id is not None and is_counted(Addressing(addressing)):
                totals[creator_id][0] += change
                totals[creator_id][1] += change * size
        rows = ({"user": it, "uploads": n, "bytes": size} for it, (n, size) in totals.items())
        for batch in batches(sorted(rows, key=lambda row: str(row["user"]))):
            self._database.run_later(insert(T, batch, _adding))

    def _begin(self, user_id: UUID, number: int, size: int) -> None:
        most = self._limits
        fits = number <= (most.uploads or number) and size <= most.bytes_max
        # Differences: a sum of both might be too large.
        room = {"bytes_left": most.bytes_max - size, "uploads_left": most.uploads - number}
        added = {"user_id": user_id, "number": number, "size": size}
        query = (_IF_THERE_IS_ROOM if most.uploads else _IF_BYTES_FIT)(**room, **added)
        if not fits or self._database.run(query) != 1:
            raise ValidationFailed(most.refusal(self.usage(user_id), number))


def _adding(query: Any, condition: Any = None) -> Any:
    """Add to the existing row, if the condition holds for it."""
    added = {T.uploads: T.uploads + EXCLUDED.uploads, T.bytes: T.bytes + EXCLUDED.bytes}
    return query.on_conflict(conflict_target=[T.user], update=added, where=condition)


def _if_there_is_room(
    user_id: Slot, number: Slot, size: Slot, bytes_left: Slot, uploads_left: Slot
) -> Any:
    condition = (T.bytes <= bytes_left) & (T.uploads <= uploads_left)
    return _adding(_new(user_id, number, size), condition)


def _if_bytes_fit(user_id: Slot, number: Slot, size: Slot, bytes_left: Slot) -> Any:
    return _adding(_new(user_id, number, size), T.bytes <= bytes_left)


def _new(user_id: Slot, number: Slot, size: Slot) -> Any:
    row = {T.user: user_id.of(T.user), T.uploads: number.of(T.uploads), T.bytes: size.of(T.bytes)}
    return T.insert(row)


_IF_THERE_IS_ROOM, _IF_BYTES_FIT = Composed(_if_there_is_room), Composed(_if_bytes_fit)
