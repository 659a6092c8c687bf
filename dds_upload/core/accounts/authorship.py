"""Who changes a record, and when: what every write to the directory carries."""

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
    """A person, and the software agent if one acted for them."""

    id: UUID
    username: str
    full_name: str
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """Who made, last changed and deleted a record, and when."""

    created_at: datetime
    created_by: Actor | None
    updated_at: datetime | None = None
    updated_by: Actor | None = None
    deleted_at: datetime | None = None
    deleted_by: Actor | None = None
