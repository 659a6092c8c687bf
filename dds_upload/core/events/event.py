"""Events of uploads and files, each recorded in the transaction that makes the change.

Granting a chunk records none: it happens thousands of times for a file, and the chunk's row has all
there is to record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class EventKind(StrEnum):
    """The kinds of events; remembered in the database, so the value of a released kind stays."""

    UPLOAD_BEGAN = "upload_began"
    UPLOAD_COMPLETED = "upload_completed"
    UPLOAD_FAILED = "upload_failed"
    #: It was complete, and storage no longer has all of its bytes; the next kind: it has them again
    UPLOAD_DAMAGED = "upload_damaged"
    UPLOAD_HEALED = "upload_healed"
    UPLOAD_ABORTED = "upload_aborted"
    UPLOAD_EXPIRED = "upload_expired"
    UPLOAD_PURGED = "upload_purged"
    FILE_CREATED = "file_created"
    FILE_CHANGED = "file_changed"
    FILE_DELETED = "file_deleted"
    FILE_RESTORED = "file_restored"
    #: All of its files are no longer found either; they have no events of their own for that.
    PROJECT_DELETED = "project_deleted"
    CHUNK_REFUSED = "chunk_refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at `at`.

    The ids name the objects it happened to. `user_id` and `agent_id` name the caller that did it;
    they are None if no caller did, such as when time ran out. `code` is the reason of failures and
    refusals; `details` are JSON.
    """

    kind: EventKind
    at: datetime
    upload_id: UUID | None = None
    project_id: UUID | None = None
    file_id: UUID | None = None
    user_id: UUID | None = None
    agent_id: UUID | None = None
    code: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event in its place: ids ascend in the order in which events were recorded.

    `count` is the number of events that it stands for. It is more than one only for refused chunks,
    which are counted by upload, code and hour, so that a client that never stops cannot fill the
    database. `request_id` is the request that caused it, the first of several; None if no request
    did.
    """

    id: int
    event: Event
    count: int
    request_id: str | None = None
