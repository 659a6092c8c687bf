"""Events: what happened to uploads and files, each recorded in the transaction that changed them.

Granting a chunk records none: it happens thousands of times for a file, and its row says it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class EventKind(StrEnum):
    """What happened; remembered in the database, so a released kind stays."""

    UPLOAD_BEGAN = "upload_began"
    UPLOAD_COMPLETED = "upload_completed"
    UPLOAD_FAILED = "upload_failed"
    #: It was complete, and storage no longer has all of it; then, that storage has it again.
    UPLOAD_DAMAGED = "upload_damaged"
    UPLOAD_HEALED = "upload_healed"
    UPLOAD_ABORTED = "upload_aborted"
    UPLOAD_EXPIRED = "upload_expired"
    UPLOAD_PURGED = "upload_purged"
    FILE_CREATED = "file_created"
    FILE_CHANGED = "file_changed"
    FILE_DELETED = "file_deleted"
    FILE_RESTORED = "file_restored"
    #: Everything in it is no longer found; its files have no events of their own for that.
    PROJECT_DELETED = "project_deleted"
    CHUNK_REFUSED = "chunk_refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at `at`.

    The ids name what it happened to. `user_id` and `agent_id` name the caller that did it; None
    where nobody did, such as where time ran out. `code` is why, for failures and refusals;
    `details` are JSON.
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

    `count` is how many of the kind it stands for; more than one only for refused chunks, which are
    counted by upload, code and hour: a client that never stops must not fill the database.
    `request_id` is of the request that it came of, the first of several; None: of none.
    """

    id: int
    event: Event
    count: int
    request_id: str | None = None
