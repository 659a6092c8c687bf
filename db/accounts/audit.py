"""Reads and writes the audit columns that most tables share; people are fetched in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.tables.accounts import SoftwareAgents, Users
from dds_upload.core.accounts.authorship import Actor, Audit
from dds_upload.core.accounts.users import Agent, Caller

Row = Mapping[str, Any]
_STEPS = ("created", "updated", "deleted")


def stamp(step: str, caller: Caller | None, now: datetime) -> dict[str, Any]:
    """Column values for one step (`created`, `updated`, `deleted`); no caller: the service."""
    return {
        f"{step}_at": now,
        f"{step}_by": caller.user.id if caller else None,
        f"{step}_agent": caller.agent_id if caller else None,
    }


class Audits:
    """The people named in some rows (as of `.dicts()`)."""

    def __init__(
        self, people: Mapping[UUID, tuple[UUID, str, str]], agents: Mapping[UUID, Agent]
    ) -> None:
        """`people` are their ids, usernames and full names, by their ids."""
        self._people = people
        self._agents = agents

    @classmethod
    def named_in(cls, database: Database, rows: Iterable[Row]) -> Audits:
        """Those, looked up together."""
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
