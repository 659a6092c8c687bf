"""Accounts: the user behind a key or token, and the rows that an administrator works on.

These contracts take digests only, never a key or token itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.users import Agent, Caller, User
from dds_upload.core.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class KeyDigests:
    """The digests of the two keys with which an agent asks for tokens."""

    user_key: str
    agent_key: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A long-lived token as it may be shown: its data without the token itself.

    `scopes` are sorted; None means that the token is not limited.
    """

    id: UUID
    label: str
    scopes: tuple[str, ...] | None
    username: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A new user, with an agent, the agent's key and a first token, which every user has.

    `organization_ids` are the organisations that the user is a member of from the start.
    """

    user: User
    agent: Agent
    keys: KeyDigests
    token: ApiToken
    token_digest: str
    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users are wanted; a field that is None or "" matches all.

    Texts are compared literally and in any case (on SQLite in any case for ASCII letters only).
    """

    full_name_contains: str | None = None
    last_name_begins_with: str | None = None
    first_name_begins_with: str | None = None
    username: str | None = None
    email: str | None = None


class CallerRecords(Protocol):
    """Finds the caller of a request, also a disabled one.

    One query each, because every request asks.
    """

    def by_ids(self, user_id: UUID, agent_id: UUID | None) -> Caller | None:
        """The caller by the ids of user and agent; None if there is no such user.

        An agent that does not exist is left out of the Caller.
        """
        ...

    def by_token(self, token_digest: str) -> Caller | None:
        """The caller whose token it is; None for an unknown or revoked token."""
        ...

    def by_keys(self, keys: KeyDigests) -> Caller | None:
        """The user of one key with the agent of the other, which may be any user's."""
        ...


class AccountRecords(Protocol):
    """The rows of users, their agents and their tokens."""

    def add(self, account: NewAccount) -> bool:
        """Keep the user with agent and token.

        Gives False, and keeps nothing, if the username is taken.
        """
        ...

    def user(self, user_id: UUID) -> User | None:
        """The user with that id."""
        ...

    def user_named(self, username: str) -> User | None:
        """The user with exactly that name."""
        ...

    def users(self) -> Sequence[User]:
        """All users, by username."""
        ...

    def user_seen_by(self, viewer_id: UUID, user_id: UUID) -> User | None:
        """The user with that id, if the viewer may see them.

        A viewer sees themselves, and users who share an organisation or a project with them.
        """
        ...

    def page(self, wanted: UserFilter, viewer_id: UUID | None, page: PageRequest) -> Page[User]:
        """A page of the matching users, as core.paging describes it.

        With a viewer, only the viewer and users who share an organisation with the viewer.
        """
        ...

    def replace_keys(self, user_id: UUID, agent_name: str, keys: KeyDigests) -> None:
        """Give new keys to a user and to their agent of that name; the old keys are removed."""
        ...

    def set_disabled(self, user_id: UUID, since: datetime | None) -> None:
        """Disable a user at that time, or enable the user with None."""
        ...

    def record_login(self, user_id: UUID, now: datetime) -> None:
        """Remember when a token was last issued to a user."""
        ...

    def add_token(self, user_id: UUID, token: ApiToken, token_digest: str) -> None:
        """Remember a further token of a user."""
        ...

    def tokens(self) -> Sequence[ApiToken]:
        """All tokens, also revoked ones, oldest first."""
        ...

    def revoke_token(self, token_id: UUID, now: datetime) -> bool:
        """Revoke a token; gives False if there is none.

        A token that was revoked before keeps its time.
        """
        ...
