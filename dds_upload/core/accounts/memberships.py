"""The projects of callers, and their permissions in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Membership:
    """A project as one user sees it; `auth_role` is None for a user who is not a member."""

    project_deleted: bool
    auth_role: str | None


class MembershipRecords(Protocol):
    """The roles of users in projects."""

    def membership(self, project_id: UUID, user_id: UUID) -> Membership | None:
        """The user's membership of that project; None if there is no such project. One query."""
        ...

    def memberships(
        self, project_ids: Collection[UUID], user_id: UUID
    ) -> Mapping[UUID, Membership]:
        """The same of many projects, without those that do not exist; few queries."""
        ...
