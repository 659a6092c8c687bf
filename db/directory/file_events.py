"""Events of files, recorded by the tables that write their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.events.event import Event, EventKind


def file_events(
    kind: EventKind,
    files: Iterable[tuple[UUID, UUID]],
    authorship: Authorship,
    upload_id: UUID | None = None,
) -> Iterator[Event]:
    """One event for each (file, project); `upload_id` is the file's content from now on."""
    caller = authorship.caller
    return (
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
