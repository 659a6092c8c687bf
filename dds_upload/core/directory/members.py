"""The members of a project: users with a role in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.authorship import Actor, Audit, Authorship
from dds_upload.core.accounts.roles import Role
from dds_upload.core.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Member:
    """A user's one role in a project."""

    project_id: UUID
    user: Actor
    role: Role
    audit: Audit


class MemberRecords(Protocol):
    """The members of projects."""

    def get(self, project_id: UUID, user_id: UUID) -> Member | None:
        """The user's role; None for a user who is not a member."""
        ...

    def page(self, project_id: UUID, page: PageRequest) -> Page[Member]:
        """A page of a project's members, as core.paging describes it."""
        ...

    def put(self, project_id: UUID, user_id: UUID, role: Role, authorship: Authorship) -> None:
        """Give a user that role, in place of a former one."""
        ...

    def remove(self, project_id: UUID, user_id: UUID) -> None:
        """Remove the user from the members."""
        ...

    def has_other(self, project_id: UUID, user_id: UUID, role_id: str) -> bool:
        """Whether another member than that user has the role."""
        ...
