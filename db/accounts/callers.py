"""Finds the caller of a request.

The SQL is written by hand: it runs with every request, and peewee takes longer to build such a
query than the database to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from db.database import Database
from db.fields import from_microseconds, to_uuid
from db.statements import Statement
from dds_upload.core.accounts.records import CallerRecords, KeyDigests
from dds_upload.core.accounts.users import Agent, Caller, User

_USER = ", ".join(f"u.{field.name}" for field in fields(User))
_BY_IDS = Statement(f"""
SELECT a.id, a.name, NULL, {_USER} FROM users u LEFT JOIN software_agents a ON a.id = ?
WHERE u.id = ?""")
_BY_TOKEN = Statement(f"""
SELECT NULL, NULL, (SELECT scopes FROM api_tokens WHERE digest = ?), {_USER} FROM users u
WHERE u.id = (SELECT user_id FROM api_tokens WHERE digest = ? AND revoked_at IS NULL)""")
_BY_KEYS = Statement(f"""
SELECT a.id, a.name, NULL, {_USER} FROM users u JOIN software_agents a ON a.key_digest = ?
WHERE u.user_key_digest = ?""")


class CallerTable(CallerRecords):
    """Callers kept in `users`, `software_agents` and `api_tokens`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_ids(self, user_id: UUID, agent_id: UUID | None) -> Caller | None:
        """Two primary keys."""
        return self._first(_BY_IDS, (agent_id and agent_id.hex, user_id.hex))

    def by_token(self, token_digest: str) -> Caller | None:
        """A unique key twice, then a primary key; PostgreSQL plans this faster than a join."""
        return self._first(_BY_TOKEN, (token_digest, token_digest))

    def by_keys(self, keys: KeyDigests) -> Caller | None:
        """Two unique keys."""
        return self._first(_BY_KEYS, (keys.agent_key, keys.user_key))

    def _first(self, statement: Statement, parameters: Sequence[object]) -> Caller | None:
        rows = self._database.sql(statement, parameters).fetchall()
        return _caller(rows[0]) if rows else None


def _caller(row: Sequence[Any]) -> Caller:
    agent_id, agent_name, scopes, *user = row
    agent = None if agent_id is None else Agent(to_uuid(agent_id), agent_name)
    return Caller(_user(user), agent, None if scopes is None else frozenset(scopes.split()))


def _user(row: Sequence[Any]) -> User:
    user_id, *texts, is_admin, created_at, disabled_at, last_login_at = row
    values: list[Any] = [
        to_uuid(user_id),
        *texts,
        bool(is_admin),
        from_microseconds(created_at),
        disabled_at and from_microseconds(disabled_at),
        last_login_at and from_microseconds(last_login_at),
    ]
    return User(*values)
