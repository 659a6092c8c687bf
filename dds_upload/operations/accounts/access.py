"""Decides whether a caller may do something in a project.

Every operation on projects asks here first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.memberships import Membership, MembershipRecords
from dds_upload.core.accounts.roles import ROLES, Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden, NotFound
from dds_upload.core.reasons import Kind


def may(caller: Caller, auth_role: str | None, permission: Permission) -> bool:
    """Whether a member with that role (None: no member) may do that.

    Administrators may do everything.
    """
    if caller.user.is_admin:
        return True
    return auth_role is not None and permission in ROLES[auth_role].permissions


def require_admin(caller: Caller) -> None:
    """Raise Forbidden unless the caller is an administrator."""
    if not caller.user.is_admin:
        raise Forbidden


@dataclass(frozen=True, slots=True)
class Access:
    """Decides what a caller may do in a project."""

    memberships: MembershipRecords

    def require(self, caller: Caller, project_id: UUID, permission: Permission) -> None:
        """Raise NotFound (`project`) or Forbidden unless the caller may do that.

        A deleted project is not found.
        """
        _check(caller, self.memberships.membership(project_id, caller.user.id), permission)

    def require_in_all(
        self, caller: Caller, project_ids: Collection[UUID], permission: Permission
    ) -> None:
        """The same for many projects."""
        found = self.memberships.memberships(project_ids, caller.user.id)
        for project_id in project_ids:
            _check(caller, found.get(project_id), permission)


def _check(caller: Caller, membership: Membership | None, permission: Permission) -> None:
    if membership is None or membership.project_deleted:
        raise NotFound(Kind.PROJECT)
    if not may(caller, membership.auth_role, permission):
        raise Forbidden
