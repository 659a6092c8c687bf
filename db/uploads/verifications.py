"""Files that are to be read back, with their progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from db.composed import Composed, insert
from db.database import Database
from db.fields import to_microseconds
from db.tables.uploads import Uploads, Verifications
from db.uploads.transitions import Transitions
from db.uploads.upload_rows import to_upload
from dds_upload.core.failure import Failure
from dds_upload.core.uploads.upload import UploadState, Verified
from dds_upload.core.uploads.verifications import ReadProgress, Verification, VerificationRecords

_DUE = Composed(
    lambda now: (
        Verifications.select()
        .where(Verifications.due_at <= now)
        .order_by(Verifications.due_at)
        .limit(1)
    ),
    named=True,
)


class VerificationTable(VerificationRecords):
    """A row for as long as its upload waits to be read."""

    def __init__(self, database: Database, *, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    def begin(self, upload_id: UUID, now: datetime) -> None:
        """A failed upload that was queued again begins anew.

        Its leases are counted from the time, so that no lease of a former row is like one of this.
        """
        row = {"upload": upload_id, "due_at": now, "leases": to_microseconds(now)}
        self._database.run(Verifications.delete().where(Verifications.upload == upload_id))
        self._database.run(insert(Verifications, [row]))

    def lease(self, now: datetime, until: datetime) -> Verification | None:
        """If several workers ask at once, one gets it."""
        for row in self._database.rows(_DUE(now=now)):
            mine = _leased(row["upload"], row["leases"])
            taken = {
                "due_at": until,
                "leases": row["leases"] + 1,
                "attempts": row["attempts"] + 1,
            }
            if self._database.run(Verifications.update(taken).where(mine)):
                return self._read({**row, **taken})
        return None

    def keep(
        self, verification: Verification, progress: ReadProgress | None, until: datetime
    ) -> bool:
        """One statement."""
        values: dict[str, Any] = {"due_at": until}
        if progress is not None:
            values |= {"position": progress.position, "progress": progress.state, "attempts": 0}
        return bool(self._database.run(Verifications.update(values).where(_mine(verification))))

    def postpone(self, verification: Verification, until: datetime) -> None:
        """It stays leased until then."""
        query = Verifications.update(due_at=until).where(_mine(verification))
        self._database.run(query)

    def finish(self, verification: Verification) -> bool:
        """Both rows at once."""
        complete = Uploads.state == UploadState.COMPLETE
        query = Uploads.update(verified=Verified.WHOLE, revision=Uploads.revision + 1)
        with self._holding(verification.upload.id):
            mine = self._end(verification)
            if mine:
                self._database.run(query.where(Uploads.id == verification.upload.id, complete))
            return mine

    def fail(self, verification: Verification, failure: Failure, now: datetime) -> bool:
        """Both rows at once, with the event."""
        source, target = UploadState.COMPLETE, UploadState.FAILED
        this, values = Uploads.id == verification.upload.id, {"verified": Verified.NONE}
        with self._holding(verification.upload.id):
            return self._end(verification) and bool(
                self._transitions.move(source, target, now, this, failure=failure, values=values)
            )

    def drop(self, verification: Verification) -> None:
        """The upload stays as it is."""
        self._end(verification)

    @contextmanager
    def _holding(self, upload_id: UUID) -> Iterator[None]:
        """A transaction that locks the upload first, as those do that begin a verification."""
        with self._database.transaction():
            upload = Uploads.select(Uploads.id).where(Uploads.id == upload_id)
            self._database.rows(self._database.locking(upload).tuples())
            yield

    def _end(self, verification: Verification) -> bool:
        return bool(self._database.run(Verifications.delete().where(_mine(verification))))

    def _read(self, row: dict[str, Any]) -> Verification:
        upload = self._database.first(Uploads.select().where(Uploads.id == row["upload"]).dicts())
        state = row["progress"]
        progress = None if state is None else ReadProgress(row["position"], bytes(state))
        return Verification(to_upload(upload), progress, row["leases"], row["attempts"])


def _mine(verification: Verification) -> Any:
    return _leased(verification.upload.id, verification.leases)


def _leased(upload_id: UUID, leases: int) -> Any:
    return (Verifications.upload == upload_id) & (Verifications.leases == leases)
