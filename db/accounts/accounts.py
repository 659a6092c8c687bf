"""Keeps users, their agents and their tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import SQL, IntegrityError, fn

from db.accounts.visibility import colleagues, ever_seen_by, project_members
from db.composed import insert
from db.cuts import cut, cut_columns
from db.database import Database
from db.tables.accounts import ApiTokens, OrganizationMembers, SoftwareAgents, Users
from dds_upload.core.accounts.records import (
    AccountRecords,
    ApiToken,
    KeyDigests,
    NewAccount,
    UserFilter,
)
from dds_upload.core.accounts.users import User
from dds_upload.core.paging import Page, PageRequest

_USER = [getattr(Users, field.name) for field in fields(User)]


class AccountTable(AccountRecords):
    """Accounts kept in `users`, `software_agents` and `api_tokens`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: NewAccount) -> bool:
        """A few rows in one transaction; only the username can be taken already."""
        try:
            with self._database.transaction():
                for query in _insertions(account):
                    self._database.run(query)
        except IntegrityError:
            return False
        return True

    def user(self, user_id: UUID) -> User | None:
        """By primary key."""
        return self._user(Users.id == user_id)

    def user_named(self, username: str) -> User | None:
        """By unique key."""
        return self._user(Users.username == username)

    def users(self) -> Sequence[User]:
        """All rows, for the command line."""
        query = Users.select(*_USER).order_by(Users.username)
        return [User(*row) for row in self._database.rows(query.tuples())]

    def user_seen_by(self, viewer_id: UUID, user_id: UUID) -> User | None:
        """By primary key, and the viewer through indexes by user."""
        shared = colleagues(viewer_id) | Users.id.in_(project_members(viewer_id))
        return self._user((Users.id == user_id) & shared)

    def page(self, wanted: UserFilter, viewer_id: UUID | None, page: PageRequest) -> Page[User]:
        """Positions include users who left an organisation. Names never change."""
        rows = Users.select(*cut_columns(Users.created_at, Users.id, SQL("1 = 1")))
        if viewer_id is not None:
            rows = ever_seen_by(viewer_id)
        found = cut(self._database, rows.where(*_conditions(wanted)), page)
        names = (fn.LOWER(Users.last_name), fn.LOWER(Users.first_name), Users.id)
        query = Users.select(*_USER).where(Users.id.in_(found.ids)).order_by(*names)
        users = [User(*row) for row in self._database.rows(query.tuples())]
        return Page(users, found.total, found.positions, unsettled=True)

    def replace_keys(self, user_id: UUID, agent_name: str, keys: KeyDigests) -> None:
        """Both rows, or none."""
        user = Users.update(user_key_digest=keys.user_key).where(Users.id == user_id)
        agent = SoftwareAgents.update(key_digest=keys.agent_key).where(
            SoftwareAgents.owner == user_id, SoftwareAgents.name == agent_name
        )
        with self._database.transaction():
            self._database.run(user)
            self._database.run(agent)

    def set_disabled(self, user_id: UUID, since: datetime | None) -> None:
        """Update one column."""
        self._database.run(Users.update(disabled_at=since).where(Users.id == user_id))

    def record_login(self, user_id: UUID, now: datetime) -> None:
        """Update one column."""
        self._database.run(Users.update(last_login_at=now).where(Users.id == user_id))

    def add_token(self, user_id: UUID, token: ApiToken, token_digest: str) -> None:
        """Insert one row."""
        self._database.run(_token_insertion(user_id, token, token_digest))

    def tokens(self) -> Sequence[ApiToken]:
        """With the names of their users."""
        shown = (ApiTokens.id, ApiTokens.label, ApiTokens.scopes, Users.username)
        query = ApiTokens.select(*shown, ApiTokens.created_at, ApiTokens.revoked_at).join(Users)
        query = query.order_by(ApiTokens.created_at, ApiTokens.id)
        return [
            ApiToken(token_id, label, None if scopes is None else tuple(scopes.split()), *rest)
            for token_id, label, scopes, *rest in self._database.rows(query.tuples())
        ]

    def revoke_token(self, token_id: UUID, now: datetime) -> bool:
        """The condition keeps the time of the first revocation."""
        token = ApiTokens.select().where(ApiTokens.id == token_id)
        revoke = ApiTokens.update(revoked_at=now)
        revoke = revoke.where(ApiTokens.id == token_id, ApiTokens.revoked_at.is_null())
        return self._database.run(revoke) > 0 or self._database.count(token) > 0

    def _user(self, condition: Any) -> User | None:
        row = self._database.first(Users.select(*_USER).where(condition).tuples())
        return None if row is None else User(*row)


def _insertions(account: NewAccount) -> Iterator[Any]:
    user, agent = account.user, account.agent
    columns = {field.name: getattr(user, field.name) for field in fields(User)}
    yield insert(Users, [{"user_key_digest": account.keys.user_key, **columns}])
    owned = {
        "id": agent.id,
        "owner": user.id,
        "name": agent.name,
        "key_digest": account.keys.agent_key,
        "created_at": user.created_at,
    }
    yield insert(SoftwareAgents, [owned])
    yield _token_insertion(user.id, account.token, account.token_digest)
    for organization_id in account.organization_ids:
        member = {"organization": organization_id, "user": user.id, "created_at": user.created_at}
        yield insert(OrganizationMembers, [member])


def _token_insertion(user_id: UUID, token: ApiToken, token_digest: str) -> Any:
    row = {
        "id": token.id,
        "user": user_id,
        "label": token.label,
        "digest": token_digest,
        "scopes": None if token.scopes is None else " ".join(token.scopes),
        "created_at": token.created_at,
    }
    return insert(ApiTokens, [row])


def _conditions(wanted: UserFilter) -> Iterator[Any]:
    """Peewee escapes LIKE's wildcards and has one operator for it in any case."""
    yield True  # a query may ask for nothing
    if wanted.full_name_contains:
        yield Users.full_name.contains(wanted.full_name_contains)
    if wanted.last_name_begins_with:
        yield Users.last_name.startswith(wanted.last_name_begins_with)
    if wanted.first_name_begins_with:
        yield Users.first_name.startswith(wanted.first_name_begins_with)
    if wanted.username:
        yield fn.LOWER(Users.username) == fn.LOWER(wanted.username)
    if wanted.email:
        yield fn.LOWER(Users.email) == fn.LOWER(wanted.email)
