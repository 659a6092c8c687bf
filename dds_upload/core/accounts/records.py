"""Accounts: the user behind a key or token, and the rows an administrator works on.

No key and no token ever comes here, only its digest.
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
    """The digests of the two keys an agent asks for tokens with."""

    user_key: str
    agent_key: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A long-lived token as it may be shown: everything but the token.

    `scopes` are sorted; None: not limited.
    """

    id: UUID
    label: str
    scopes: tuple[str, ...] | None
    username: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A user with what comes with every user: an agent with its key, and a first token.

    `organization_ids` are those that the user is a member of from the start.
    """

    user: User
    agent: Agent
    keys: KeyDigests
    token: ApiToken
    token_digest: str
    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users are wanted; None and "" ask for nothing.

    Texts are taken literally and in any case (on SQLite that is known of ASCII letters only).
    """

    full_name_contains: str | None = None
    last_name_begins_with: str | None = None
    first_name_begins_with: str | None = None
    username: str | None = None
    email: str | None = None


class CallerRecords(Protocol):
    """Who is calling, disabled users included; one query each, as every request asks."""

    def by_ids(self, user_id: UUID, agent_id: UUID | None) -> Caller | None:
        """None without that user; an agent that is not there is left out of the Caller."""
        ...

    def by_token(self, token_digest: str) -> Caller | None:
        """Whose token it is; None for an unknown or revoked one."""
        ...

    def by_keys(self, keys: KeyDigests) -> Caller | None:
        """The user of one key with the agent of the other, which any user may own."""
        ...


class AccountRecords(Protocol):
    """The rows of users, their agents and their tokens."""

    def add(self, account: NewAccount) -> bool:
        """Keep all of it, or nothing and give False where the username is taken."""
        ...

    def user(self, user_id: UUID) -> User | None:
        """A user by id."""
        ...

    def user_named(self, username: str) -> User | None:
        """A user by the exact name."""
        ...

    def users(self) -> Sequence[User]:
        """Everybody, by username."""
        ...

    def user_seen_by(self, viewer_id: UUID, user_id: UUID) -> User | None:
        """A user by id, if it is the viewer, or shares an organisation or a project with them."""
        ...

    def page(self, wanted: UserFilter, viewer_id: UUID | None, page: PageRequest) -> Page[User]:
        """Some of them, as core.paging has it.

        With a viewer only those who share an organisation with them, and the viewer.
        """
        ...

    def replace_keys(self, user_id: UUID, agent_name: str, keys: KeyDigests) -> None:
        """New keys for a user and the agent of theirs with that name; the old ones are gone."""
        ...

    def set_disabled(self, user_id: UUID, since: datetime | None) -> None:
        """Disable, or enable with None."""
        ...

    def record_login(self, user_id: UUID, now: datetime) -> None:
        """Remember when a token was last issued to a user."""
        ...

    def add_token(self, user_id: UUID, token: ApiToken, token_digest: str) -> None:
        """Remember a further token of a user."""
        ...

    def tokens(self) -> Sequence[ApiToken]:
        """All tokens, revoked ones too, oldest first."""
        ...

    def revoke_token(self, token_id: UUID, now: datetime) -> bool:
        """False where there is no such token; one revoked before keeps its time."""
        ...
