"""Complete and damaged uploads, compared with storage until no URL can change them any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import Case

from db.database import Database
from db.failures import failure_columns
from db.fields import to_microseconds
from db.tables.uploads import Uploads
from db.uploads.transitions import Transitions
from db.uploads.upload_rows import to_upload
from dds_upload.core.failure import DAMAGES, Failure
from dds_upload.core.uploads.sealing import SealRecords
from dds_upload.core.uploads.upload import Upload, UploadState

_COMPLETE = Uploads.state == UploadState.COMPLETE
_DAMAGED = (Uploads.state == UploadState.FAILED) & Uploads.error_code.in_(DAMAGES)


class SealTable(SealRecords):
    """The `uploads` table by `urls_end_at`."""

    def __init__(self, database: Database, *, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Of several workers that ask at once, one gets it."""
        due = (Uploads.id == upload_id) & (Uploads.due_at <= now) & (_COMPLETE | _DAMAGED)
        query = Uploads.update(due_at=until).where(due).returning(Uploads)
        rows = self._database.rows(query.dicts())
        return to_upload(rows[0]) if rows else None

    def seal(self, upload: Upload, now: datetime, look_at: datetime | None) -> bool:
        """The first time stays."""
        values = {"sealed_at": upload.sealed_at or now, "due_at": look_at}
        return self._write(upload, values, _COMPLETE)

    def damage(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """No inspection is due until a client wants to send the bytes again."""
        values = {"sealed_at": None, "consistent_at": Uploads.consistent_at}
        moved = self._transitions.move(
            UploadState.COMPLETE,
            UploadState.FAILED,
            now,
            _looked_at(upload),
            failure=failure,
            values=values,
        )
        return bool(moved)

    def heal(self, upload: Upload, now: datetime, look_at: datetime) -> bool:
        """As if the upload had never been damaged."""
        values = {"failed_at": None, "consistent_at": Uploads.consistent_at, "due_at": look_at}
        moved = self._transitions.move(
            UploadState.FAILED,
            UploadState.COMPLETE,
            now,
            _looked_at(upload),
            _DAMAGED,
            values=values,
        )
        return bool(moved)

    def postpone(
        self, upload: Upload, look_at: datetime | None, failure: Failure | None = None
    ) -> bool:
        """The state stays."""
        values = {"due_at": look_at, **(failure_columns(failure) if failure else {})}
        return self._write(upload, values, Uploads.state == upload.state)

    def hasten(self, upload: Upload, now: datetime) -> None:
        """Only the time of the inspection changes."""
        due = Uploads.update(due_at=now).where(Uploads.id == upload.id, _COMPLETE | _DAMAGED)
        self._database.run(due)

    def await_again(self, upload: Upload, urls_end_at: datetime, look_at: datetime) -> bool:
        """The same write as when a damaged chunk is granted."""
        known, end = Uploads.urls_end_at, to_microseconds(urls_end_at)
        later = Case(None, [(known > urls_end_at, known)], end)
        query = Uploads.update(urls_end_at=later, due_at=look_at)
        return self._database.run(query.where(Uploads.id == upload.id, _DAMAGED)) == 1

    def _write(self, upload: Upload, values: dict[str, Any], state: Any) -> bool:
        query = Uploads.update(values).where(_looked_at(upload), state)
        return self._database.run(query) == 1


def _looked_at(upload: Upload) -> Any:
    """Condition: the inspected upload is unchanged.

    A grant of damaged chunks changes `urls_end_at`.
    """
    end = upload.urls_end_at
    same = Uploads.urls_end_at.is_null() if end is None else Uploads.urls_end_at == end
    return (Uploads.id == upload.id) & same
