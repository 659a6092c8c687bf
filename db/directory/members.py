"""Keeps members of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from peewee import SQL

from db.accounts.audit import Audits, stamp
from db.cuts import cut, cut_columns
from db.database import Database
from db.gaps import GapList, gaps, leave_gaps
from db.tables.accounts import Users
from db.tables.projects import ProjectPermissions as T
from dds_upload.core.accounts.authorship import Actor, Authorship
from dds_upload.core.accounts.roles import ROLES, Role
from dds_upload.core.directory.members import Member, MemberRecords
from dds_upload.core.paging import Page, PageRequest


class MemberTable(MemberRecords):
    """Members kept in `project_permissions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, project_id: UUID, user_id: UUID) -> Member | None:
        """By primary key."""
        rows = self._database.rows(_members(project_id).where(T.user == user_id).dicts())
        return self._to_members(rows)[0] if rows else None

    def page(self, project_id: UUID, page: PageRequest) -> Page[Member]:
        """Positions include members that were removed."""
        here = T.select(*cut_columns(T.created_at, T.user, SQL("1 = 1"))).where(
            T.project == project_id
        )
        ever = here.union_all(gaps(GapList.MEMBERS, project_id))
        found = cut(self._database, ever, page)
        rows = self._database.rows(_members(project_id).where(T.user.in_(found.ids)).dicts())
        members = {member.user.id: member for member in self._to_members(rows)}
        items = [members[user_id] for user_id in found.ids if user_id in members]
        return Page(items, found.total, found.positions)

    def put(self, project_id: UUID, user_id: UUID, role: Role, authorship: Authorship) -> None:
        """Insert a row, or change the existing one."""
        values = {"project": project_id, "user": user_id, "auth_role": role.id}
        created = stamp("created", authorship.caller, authorship.at)
        updated = stamp("updated", authorship.caller, authorship.at)
        query = T.insert({**values, **created}).on_conflict(
            conflict_target=[T.project, T.user], update={"auth_role": role.id, **updated}
        )
        self._database.run(query)

    def remove(self, project_id: UUID, user_id: UUID) -> None:
        """Delete the row, and leave a gap at its position."""
        mine = (T.project == project_id) & (T.user == user_id)
        with self._database.transaction():
            leave_gaps(self._database, GapList.MEMBERS, T.project, T.user, mine)
            self._database.run(T.delete().where(mine))

    def has_other(self, project_id: UUID, user_id: UUID, role_id: str) -> bool:
        """Look for one row."""
        others = T.select(T.user).where(T.project == project_id, T.user != user_id)
        return self._database.first(others.where(T.auth_role == role_id).tuples()) is not None

    def _to_members(self, rows: Sequence[dict[str, Any]]) -> list[Member]:
        audits = Audits.named_in(self._database, rows)
        return [
            Member(
                project_id=row["project"],
                user=Actor(row["user"], row["username"], row["full_name"]),
                role=ROLES[row["auth_role"]],
                audit=audits.of(row),
            )
            for row in rows
        ]


def _members(project_id: UUID) -> Any:
    query = T.select(T, Users.username, Users.full_name).join(Users, on=(Users.id == T.user))
    return query.where(T.project == project_id)
