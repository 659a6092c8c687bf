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
            self._database.run_later(_adding(T.insert_many(batch)))

    def _begin(self, user_id: UUID, number: int, size: int) -> None:
        most = self._limits
        fits = number <= (most.uploads or number) and size <= most.bytes_max
        conditions = [T.bytes <= most.bytes_max - size]  # a sum of both might be too large
        if most.uploads:
            conditions.append(T.uploads + number <= most.uploads)
        query = _adding(T.insert(user=user_id, uploads=number, bytes=size), *conditions)
        if not fits or self._database.run(query.as_rowcount()) != 1:
            raise ValidationFailed(most.refusal(self.usage(user_id), number))


def _adding(insert: Any, *conditions: Any) -> Any:
    """Add to the existing row, if the conditions hold for it."""
    where = None
    for condition in conditions:
        where = condition if where is None else where & condition
    added = {T.uploads: T.uploads + EXCLUDED.uploads, T.bytes: T.bytes + EXCLUDED.bytes}
    return insert.on_conflict(conflict_target=[T.user], update=added, where=where)
