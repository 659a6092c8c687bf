"""Reads the memberships of callers in projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from peewee import JOIN

from db.batches import batches
from db.composed import Composed
from db.database import Database
from db.tables.projects import ProjectPermissions, Projects
from dds_upload.core.accounts.memberships import Membership, MembershipRecords


class MembershipTable(MembershipRecords):
    """Memberships kept in `projects` and `project_permissions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def membership(self, project_id: UUID, user_id: UUID) -> Membership | None:
        """The project and, if there is one, the user's role in it."""
        row = self._database.first(_MEMBERSHIP(project_id=project_id, user_id=user_id))
        return None if row is None else _membership(*row[1:])

    def memberships(
        self, project_ids: Collection[UUID], user_id: UUID
    ) -> Mapping[UUID, Membership]:
        """By the primary keys, some hundred at a time."""
        found: dict[UUID, Membership] = {}
        for batch in batches(project_ids):
            query = _memberships(user_id).where(Projects.id.in_(batch))
            rows = self._database.rows(query.tuples())
            found.update((project_id, _membership(*row)) for project_id, *row in rows)
        return found


def _memberships(user_id: Any) -> Any:
    member = (ProjectPermissions.project == Projects.id) & (ProjectPermissions.user == user_id)
    columns = (Projects.id, Projects.deleted_at, ProjectPermissions.auth_role)
    return Projects.select(*columns).join(ProjectPermissions, JOIN.LEFT_OUTER, on=member)


_MEMBERSHIP = Composed(
    lambda project_id, user_id: _memberships(user_id).where(Projects.id == project_id)
)


def _membership(deleted_at: object, auth_role: str | None) -> Membership:
    return Membership(deleted_at is not None, auth_role)
