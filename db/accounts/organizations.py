"""Keeps organisations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from peewee import SQL, fn

from db.batches import batches
from db.composed import Composed, insert, unless_known
from db.database import Database
from db.gaps import GapList, leave_gaps
from db.tables.accounts import OrganizationMembers
from db.tables.accounts import Organizations as T
from db.tables.projects import ProjectPermissions, Projects
from dds_upload.core.accounts.organizations import (
    Organization,
    OrganizationProject,
    OrganizationRecords,
    Overview,
)
from dds_upload.core.accounts.slugs import Reference

_ORGANIZATION = [getattr(T, field.name) for field in fields(Organization)]


class OrganizationTable(OrganizationRecords):
    """Organisations kept in `organizations` and `organization_members`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, organization: Organization) -> bool:
        """The unique key of the slug decides."""
        query = insert(T, [asdict(organization)], unless_known)
        return self._database.run(query) == 1

    def add_member(self, organization_id: UUID, user_id: UUID, now: datetime) -> None:
        """Insert the row unless it exists."""
        row = {"organization": organization_id, "user": user_id, "created_at": now}
        self._database.run(insert(OrganizationMembers, [row], unless_known))

    def remove_member(self, organization_id: UUID, user_id: UUID) -> None:
        """Delete the row, and leave a gap at its position."""
        members = OrganizationMembers
        mine = (members.organization == organization_id) & (members.user == user_id)
        colleagues = GapList.COLLEAGUES
        with self._database.transaction():
            leave_gaps(self._database, colleagues, members.organization, members.user, mine)
            self._database.run(members.delete().where(mine))

    def overview(self) -> Sequence[Overview]:
        """For the command line."""
        members = OrganizationMembers.select(fn.COUNT(SQL("*")))
        members = members.where(OrganizationMembers.organization == T.id)
        projects = Projects.select(fn.COUNT(SQL("*")))
        projects = projects.where(Projects.organization == T.id, Projects.deleted_at.is_null())
        query = T.select(*_ORGANIZATION, members.alias("members"), projects.alias("projects"))
        return [
            Overview(Organization(*row[:-2]), *row[-2:])
            for row in self._database.rows(query.order_by(T.slug).tuples())
        ]

    def get(self, reference: Reference, member_id: UUID | None) -> Organization | None:
        """By a unique key, and the member by another."""
        query = _one(by_id=isinstance(reference, UUID), of_member=member_id is not None)
        row = self._database.first(query(reference=reference, member_id=member_id))
        return None if row is None else Organization(*row)

    def after(self, slug: str, member_id: UUID | None, size: int) -> Sequence[Organization]:
        """Through the unique index of slugs."""
        query = T.select(*_ORGANIZATION).where(T.slug > slug)
        if member_id is not None:
            query = query.where(T.id.in_(_organizations_of(member_id)))
        rows = self._database.rows(query.order_by(T.slug).limit(size).tuples())
        return [Organization(*row) for row in rows]

    def of_member(self, user_id: UUID) -> Sequence[Organization]:
        """Through the index of members by user."""
        query = T.select(*_ORGANIZATION).where(T.id.in_(_organizations_of(user_id)))
        return [Organization(*row) for row in self._database.rows(query.order_by(T.slug).tuples())]

    def project_id(
        self, organization_id: UUID, reference: Reference, member_id: UUID | None
    ) -> UUID | None:
        """By a unique key of projects, and the member by another."""
        query = _projects_of(organization_id, member_id, Projects.id)
        query = query.where(_named(Projects, reference))
        row = self._database.first(query.tuples())
        return None if row is None else row[0]

    def project_ids(
        self, organization_id: UUID, references: Collection[Reference], member_id: UUID | None
    ) -> Mapping[Reference, UUID]:
        """By the unique keys of projects, some hundred at a time."""
        found: dict[Reference, UUID] = {}
        for batch in batches(references):
            ids = [it for it in batch if isinstance(it, UUID)]
            slugs = [it for it in batch if not isinstance(it, UUID)]
            query = _projects_of(organization_id, member_id, Projects.id, Projects.slug)
            query = query.where(Projects.id.in_(ids) | Projects.slug.in_(slugs))
            for project_id, slug in self._database.rows(query.tuples()):
                found[project_id] = found[slug] = project_id
        return found

    def projects_after(
        self, organization_id: UUID, slug: str, member_id: UUID | None, size: int
    ) -> Sequence[OrganizationProject]:
        """Through the unique index of slugs."""
        columns = (Projects.id, Projects.slug, Projects.name)
        query = _projects_of(organization_id, member_id, *columns).where(Projects.slug > slug)
        rows = self._database.rows(query.order_by(Projects.slug).limit(size).tuples())
        return [OrganizationProject(*row) for row in rows]


def _projects_of(organization_id: UUID, member_id: UUID | None, *columns: Any) -> Any:
    """Select projects that are not deleted, and in which the member has a role."""
    query = Projects.select(*columns).where(
        Projects.organization == organization_id, Projects.deleted_at.is_null()
    )
    if member_id is None:
        return query
    own = ProjectPermissions.select(ProjectPermissions.project)
    return query.where(Projects.id.in_(own.where(ProjectPermissions.user == member_id)))


@cache
def _one(*, by_id: bool, of_member: bool) -> Composed:
    def build(reference: Any, member_id: Any) -> Any:
        query = T.select(*_ORGANIZATION).where((T.id if by_id else T.slug) == reference)
        return query.where(T.id.in_(_organizations_of(member_id))) if of_member else query

    return Composed(build)


def _named(table: Any, reference: Reference) -> Any:
    return (table.id if isinstance(reference, UUID) else table.slug) == reference


def _organizations_of(user_id: Any) -> Any:
    own = OrganizationMembers.select(OrganizationMembers.organization)
    return own.where(OrganizationMembers.user == user_id)
