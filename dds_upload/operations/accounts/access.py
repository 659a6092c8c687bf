"""Decides whether a caller may do something in a project; every operation asks here first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.memberships import MembershipRecords
from dds_upload.core.accounts.roles import ROLES, Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden, NotFound
from dds_upload.core.reasons import Kind


def may(caller: Caller, auth_role: str | None, permission: Permission) -> bool:
    """Whether a member with that role (None: a stranger) may; administrators may everything."""
    if caller.user.is_admin:
        return True
    return auth_role is not None and permission in ROLES[auth_role].permissions


def require_admin(caller: Caller) -> None:
    """Pass, or raise Forbidden for whoever is no administrator."""
    if not caller.user.is_admin:
        raise Forbidden


@dataclass(frozen=True, slots=True)
class Access:
    """Judges what a caller may do in a project."""

    memberships: MembershipRecords

    def require(self, caller: Caller, project_id: UUID, permission: Permission) -> None:
        """Pass, or raise NotFound (`project`, also a deleted one) or Forbidden."""
        membership = self.memberships.membership(project_id, caller.user.id)
        if membership is None or membership.project_deleted:
            raise NotFound(Kind.PROJECT)
        if not may(caller, membership.auth_role, permission):
            raise Forbidden
