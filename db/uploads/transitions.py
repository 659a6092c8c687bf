"""The one place that writes the state of an upload: by TRANSITIONS, and with an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from db.accounts.audit import stamp
from db.composed import Composed, Slot
from db.database import Database
from db.failures import failure_columns
from db.tables.uploads import Uploads
from db.uploads.open_uploads import OpenUploadTable
from dds_upload.core.accounts.users import Caller
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.failure import DAMAGES, Failure
from dds_upload.core.uploads.upload import GONE, UploadState, check_transition

_S = UploadState


def _over(now: datetime) -> dict[str, Any]:
    """The sweeper handles it next, to remove its bytes."""
    return {"deleted_at": now, "due_at": now}


#: The columns that come with each state.
_COLUMNS: Mapping[UploadState, Callable[[datetime], dict[str, Any]]] = {
    _S.OPEN: lambda now: {
        "claimed_algorithm": None,
        "claimed_value": None,
        "completed_at": None,
        "active_at": now,
        "due_at": None,
        "attempts": 0,
        **failure_columns(None),
    },
    _S.ASSEMBLING: lambda now: {"due_at": now, "attempts": 0},
    _S.COMPLETE: lambda now: {"consistent_at": now, "due_at": None, **failure_columns(None)},
    _S.FAILED: lambda now: {"failed_at": now, "consistent_at": now, "due_at": None},
    _S.ABORTED: _over,
    _S.EXPIRED: _over,
    _S.PURGED: lambda now: {"purged_at": now, **_over(now)},
}

#: The event of a step, by its new state. Back to open is a failure; assembling has no event.
_EVENTS = {
    _S.OPEN: EventKind.UPLOAD_FAILED,
    _S.COMPLETE: EventKind.UPLOAD_COMPLETED,
    _S.FAILED: EventKind.UPLOAD_FAILED,
    _S.ABORTED: EventKind.UPLOAD_ABORTED,
    _S.EXPIRED: EventKind.UPLOAD_EXPIRED,
    _S.PURGED: EventKind.UPLOAD_PURGED,
}


_RETURNED = (Uploads.id, Uploads.project, Uploads.created_by, Uploads.size, Uploads.addressing)


class Transitions:
    """Moves uploads from one state to another."""

    def __init__(
        self, database: Database, *, events: EventRecords, open_uploads: OpenUploadTable
    ) -> None:
        self._database = database
        self._events = events
        self._open_uploads = open_uploads

    def move(
        self,
        source: UploadState,
        target: UploadState,
        now: datetime,
        *conditions: Any,
        same: Mapping[str, Any] | None = None,
        caller: Caller | None = None,
        failure: Failure | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> list[UUID]:
        """Move all uploads in `source` that match the conditions; gives their ids.

        `same` are columns that are as they were read.
        The event of the step is in the same transaction. `values` are further columns; `failure` is
        the reason, and is kept with a failed upload. Raises IllegalTransition for a step that is
        not in TRANSITIONS.
        """
        check_transition(source, target)
        columns = {
            "state": target,
            "moved_at": now,
            **_COLUMNS[target](now),
            **_audit(target, caller, now),
            **(values or {}),
        }
        if failure is not None and target is UploadState.FAILED:
            columns |= failure_columns(failure)
        kind = _event_of(source, target, failure)
        query = _step(source, columns, same or {}, conditions)
        with self._database.joined():
            rows = self._database.rows(query)
            moved = [(row[0], row[1]) for row in rows]
            if kind is not None:
                code = failure.code.value if failure else None
                user = caller.user.id if caller else None
                agent = caller.agent_id if caller else None
                self._events.record(
                    Event(kind, now, upload_id, project_id, None, user, agent, code)
                    for upload_id, project_id in moved
                )
            self._open_uploads.moved(source, target, (row[2:] for row in rows))
        return [upload_id for upload_id, _ in moved]


def _step(
    source: UploadState, columns: Mapping[str, Any], same: Mapping[str, Any], conditions: Any
) -> Any:
    """With `same` alone, as for one upload, the query is one of few shapes."""
    if conditions:
        return _update(source, columns, same, conditions).tuples()
    known = {f"same_{name}": value for name, value in same.items()}
    return _composed(source, tuple(columns), tuple(same))(**columns, **known)


@cache
def _composed(source: UploadState, columns: Sequence[str], same: Sequence[str]) -> Composed:
    values = {name: Slot(name, getattr(Uploads, name)) for name in columns}
    known = {name: Slot(f"same_{name}") for name in same}
    return Composed(lambda: _update(source, values, known))


def _update(
    source: UploadState,
    columns: Mapping[str, Any],
    same: Mapping[str, Any],
    conditions: Sequence[Any] = (),
) -> Any:
    query = Uploads.update({**columns, "revision": Uploads.revision + 1})
    known = [getattr(Uploads, name) == value for name, value in same.items()]
    return query.where(Uploads.state == source, *known, *conditions).returning(*_RETURNED)


def _event_of(
    source: UploadState, target: UploadState, failure: Failure | None
) -> EventKind | None:
    if failure is not None and failure.code in DAMAGES:
        return EventKind.UPLOAD_DAMAGED
    if (source, target) == (_S.FAILED, _S.COMPLETE):
        return EventKind.UPLOAD_HEALED
    return _EVENTS.get(target)


def _audit(target: UploadState, caller: Caller | None, now: datetime) -> dict[str, Any]:
    if caller is None:
        return {}
    is_over = target in GONE or target is UploadState.PURGED
    return stamp("deleted" if is_over else "updated", caller, now)
