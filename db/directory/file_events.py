"""Events of files, recorded by the tables that write their rows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from db.database import Database
from db.events.events import EventTable
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.events.event import Event, EventKind


def record_files(
    database: Database,
    kind: EventKind,
    files: Iterable[tuple[UUID, UUID]],
    authorship: Authorship,
    upload_id: UUID | None = None,
) -> None:
    """One event for each (file, project); `upload_id` is the content they have from now on."""
    caller = authorship.caller
    events = (
        Event(
            kind,
            authorship.at,
            upload_id=upload_id,
            project_id=project_id,
            file_id=file_id,
            user_id=caller.user.id,
            agent_id=caller.agent_id,
        )
        for file_id, project_id in files
    )
    EventTable(database).record(events)
