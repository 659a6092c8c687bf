"""Reads the memberships of callers in projects."""

from __future__ import annotations

from uuid import UUID

from peewee import JOIN

from db.database import Database
from db.tables.projects import ProjectPermissions, Projects
from dds_upload.core.accounts.memberships import Membership, MembershipRecords


class MembershipTable(MembershipRecords):
    """Memberships kept in `projects` and `project_permissions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def membership(self, project_id: UUID, user_id: UUID) -> Membership | None:
        """The project and, if there is one, the user's role in it."""
        member = (ProjectPermissions.project == Projects.id) & (ProjectPermissions.user == user_id)
        query = (
            Projects.select(Projects.deleted_at, ProjectPermissions.auth_role)
            .join(ProjectPermissions, JOIN.LEFT_OUTER, on=member)
            .where(Projects.id == project_id)
        )
        row = self._database.first(query.tuples())
        return None if row is None else Membership(row[0] is not None, row[1])
