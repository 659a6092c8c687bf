"""The author and the time of a change: every write to the directory carries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.users import Agent, Caller


@dataclass(frozen=True, slots=True)
class Authorship:
    """The author and the time of one change."""

    caller: Caller
    at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, and the software agent that acted for them, if any."""

    id: UUID
    username: str
    full_name: str
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """By whom and when a record was made, last changed and deleted."""

    created_at: datetime
    created_by: Actor | None
    updated_at: datetime | None = None
    updated_by: Actor | None = None
    deleted_at: datetime | None = None
    deleted_by: Actor | None = None
