"""The members of a project and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.roles import CREATOR_ROLE, ROLES, Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.members import Member, MemberRecords
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.reasons import Kind, Reason
from dds_upload.operations.accounts.users import ReadUsers
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class ManageMembers:
    """Reads and changes members. Every call raises NotFound and Forbidden."""

    members: MemberRecords
    users: ReadUsers
    lock: ProjectLock

    def page(self, caller: Caller, project_id: UUID, page: PageRequest) -> Page[Member]:
        """Members of a project."""
        self.lock.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return self.members.page(project_id, page)

    def get(self, caller: Caller, project_id: UUID, user_id: UUID) -> Member:
        """One member."""
        self.lock.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return self._found(project_id, user_id)

    def put(self, caller: Caller, project_id: UUID, user_id: UUID, role_id: str) -> Member:
        """Give that role to a user whom the caller may see.

        Raises ValidationFailed if the project would lose its last administrator.
        """
        manage = Permission.MANAGE_PERMISSIONS
        with self.lock.project(caller, project_id, manage) as authorship:
            self.users.get(caller, user_id)
            if role_id not in ROLES:
                raise NotFound(Kind.ROLE)
            if role_id != CREATOR_ROLE:
                self._keep_an_admin(caller, project_id, user_id)
            self.members.put(project_id, user_id, ROLES[role_id], authorship)
            return self._found(project_id, user_id)

    def remove(self, caller: Caller, project_id: UUID, user_id: UUID) -> None:
        """Remove a member; raises ValidationFailed like `put`."""
        with self.lock.project(caller, project_id, Permission.MANAGE_PERMISSIONS):
            self._found(project_id, user_id)
            self._keep_an_admin(caller, project_id, user_id)
            self.members.remove(project_id, user_id)

    def _keep_an_admin(self, caller: Caller, project_id: UUID, user_id: UUID) -> None:
        """Raise ValidationFailed if no member could add members again.

        Administrators of the service could, so they may do it.
        """
        if caller.user.is_admin or self.members.has_other(project_id, user_id, CREATOR_ROLE):
            return
        member = self.members.get(project_id, user_id)
        if member is not None and member.role.id == CREATOR_ROLE:
            raise ValidationFailed.of(Reason.LAST_ADMINISTRATOR)

    def _found(self, project_id: UUID, user_id: UUID) -> Member:
        member = self.members.get(project_id, user_id)
        if member is None:
            raise NotFound(Kind.MEMBER)
        return member
