"""The users whom a user sees: those of their organisations, and members of their projects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import Case, Value, fn

from db.cuts import cut_columns
from db.gaps import GapList, ever_in
from db.tables.accounts import OrganizationMembers, Users
from db.tables.projects import ProjectPermissions, Projects

_Member = ProjectPermissions.alias("member")


def colleagues(viewer_id: UUID) -> Any:
    """Condition for users: the viewer, and members of the viewer's organisations."""
    own = OrganizationMembers.select(OrganizationMembers.organization)
    own = own.where(OrganizationMembers.user == viewer_id)
    members = OrganizationMembers.select(OrganizationMembers.user)
    return (Users.id == viewer_id) | Users.id.in_(
        members.where(OrganizationMembers.organization.in_(own))
    )


def ever_seen_by(viewer_id: UUID) -> Any:
    """Query for `cut`: users who are or were colleagues, in the order in which they became that.

    Two users are colleagues from when the later one came into their organisation.
    """
    own = _ever(lambda _, user: user == viewer_id).alias("own")
    owners = own.select_from(own.c.owner_id)
    others = _ever(lambda owner, _: owner.in_(owners)).alias("others")
    later = Case(None, [(own.c.came_at > others.c.came_at, own.c.came_at)], others.c.came_at)
    met = others.select_from(others.c.item_id.alias("user_id"), later.alias("came_at"))
    met = met.join(own, on=(own.c.owner_id == others.c.owner_id))
    self_first = Users.select(Users.id, Value(0)).where(Users.id == viewer_id)
    ever = met.union_all(self_first).alias("ever")
    rows = Users.select(*cut_columns(fn.MIN(ever.c.came_at), Users.id, colleagues(viewer_id)))
    return rows.join(ever, on=(ever.c.user_id == Users.id)).group_by(Users.id)


def project_members(viewer_id: UUID) -> Any:
    """Subquery: ids of the members of all projects that the viewer can see."""
    own = ProjectPermissions.select(ProjectPermissions.project)
    own = own.join(Projects, on=(Projects.id == ProjectPermissions.project))
    own = own.where(ProjectPermissions.user == viewer_id, Projects.deleted_at.is_null())
    members = _Member.select(_Member.user)
    return members.where(_Member.project.in_(own))


def _ever(condition: Any) -> Any:
    members = OrganizationMembers
    return ever_in(GapList.COLLEAGUES, members.organization, members.user, condition)
