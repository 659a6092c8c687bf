"""Reads and writes the audit columns that most tables have; one query fetches all people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.fields import from_microseconds
from db.tables.accounts import SoftwareAgents, Users
from dds_upload.core.accounts.authorship import Actor, Audit
from dds_upload.core.accounts.users import Agent, Caller

Row = Mapping[str, Any]
_STEPS = ("created", "updated", "deleted")

#: The columns that all such tables have, in the order in which `Authors.audit` takes them.
AUDIT_COLUMNS = tuple(f"{step}_{what}" for step in _STEPS for what in ("at", "by_id", "agent_id"))


def stamp(step: str, caller: Caller | None, now: datetime) -> dict[str, Any]:
    """The columns of one step (`created`, `updated`, `deleted`).

    Without a caller, of the service.
    """
    return {
        f"{step}_at": now,
        f"{step}_by": caller.user.id if caller else None,
        f"{step}_agent": caller.agent_id if caller else None,
    }


class Audits:
    """The people whom some rows name (rows as of `.dicts()`)."""

    def __init__(
        self, people: Mapping[UUID, tuple[UUID, str, str]], agents: Mapping[UUID, Agent]
    ) -> None:
        """`people` are their ids, usernames and full names, by id."""
        self._people = people
        self._agents = agents

    @classmethod
    def named_in(cls, database: Database, rows: Iterable[Row]) -> Audits:
        """The audits of these rows, with one query."""
        rows = list(rows)
        people = {row.get(f"{step}_by") for row in rows for step in _STEPS} - {None}
        agents = {row.get(f"{step}_agent") for row in rows for step in _STEPS} - {None}
        return cls(_people(database, people), _agents(database, agents))

    def of(self, row: Row) -> Audit:
        """The audit of one of the rows."""
        return Audit(
            created_at=row["created_at"],
            created_by=self._actor(row, "created"),
            updated_at=row["updated_at"],
            updated_by=self._actor(row, "updated"),
            deleted_at=row["deleted_at"],
            deleted_by=self._actor(row, "deleted"),
        )

    def _actor(self, row: Row, step: str) -> Actor | None:
        person = self._people.get(row[f"{step}_by"])
        if person is None:
            return None
        return Actor(*person, agent=self._agents.get(row[f"{step}_agent"]))


class Authors:
    """The same for rows that came as JSON, with all people and agents whom they name."""

    def __init__(
        self,
        people: Iterable[tuple[str, str, str]] | None,
        agents: Iterable[tuple[str, str]] | None,
    ) -> None:
        """Ids are texts, as in the rows."""
        self._people = {it[0]: it for it in people or ()}
        self._agents = {id: Agent(UUID(id), name) for id, name in agents or ()}
        self._actors: dict[tuple[str, str | None], Actor] = {}

    def audit(
        self,
        created_at: int,
        created_by: str | None,
        created_agent: str | None,
        updated_at: int | None = None,
        updated_by: str | None = None,
        updated_agent: str | None = None,
        deleted_at: int | None = None,
        deleted_by: str | None = None,
        deleted_agent: str | None = None,
    ) -> Audit:
        """The audit of the values of AUDIT_COLUMNS, or of the first of them."""
        return Audit(
            from_microseconds(created_at),
            self._actor(created_by, created_agent),
            None if updated_at is None else from_microseconds(updated_at),
            self._actor(updated_by, updated_agent),
            None if deleted_at is None else from_microseconds(deleted_at),
            self._actor(deleted_by, deleted_agent),
        )

    def _actor(self, person_id: str | None, agent_id: str | None) -> Actor | None:
        """The actor; all rows that name the same two share it."""
        if person_id is None:
            return None
        key = person_id, agent_id
        if key not in self._actors:
            id, username, full_name = self._people[person_id]
            agent = self._agents[agent_id] if agent_id else None
            self._actors[key] = Actor(UUID(id), username, full_name, agent)
        return self._actors[key]


def _people(database: Database, ids: set[Any]) -> dict[UUID, tuple[UUID, str, str]]:
    if not ids:
        return {}
    query = Users.select(Users.id, Users.username, Users.full_name).where(Users.id.in_(ids))
    return {row[0]: row for row in database.rows(query.tuples())}


def _agents(database: Database, ids: set[Any]) -> dict[UUID, Agent]:
    if not ids:
        return {}
    query = SoftwareAgents.select(SoftwareAgents.id, SoftwareAgents.name)
    query = query.where(SoftwareAgents.id.in_(ids))
    return {row[0]: Agent(*row) for row in database.rows(query.tuples())}
