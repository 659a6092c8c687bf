"""Callers: users, the software agents that act for them, and the scopes of the used token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.scopes import Scopes


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: UUID
    username: str
    full_name: str
    first_name: str
    last_name: str
    email: str
    is_admin: bool
    created_at: datetime
    disabled_at: datetime | None = None
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """A program that acts for a user with its own key."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind a request and, if a program acted for them, that agent.

    `scopes` are those of the token that was used; None means that it is not limited.
    """

    user: User
    agent: Agent | None = None
    scopes: Scopes = None

    @property
    def agent_id(self) -> UUID | None:
        """The id of the acting agent; None if no agent acts."""
        return self.agent.id if self.agent else None
