"""What callers may do in projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Membership:
    """A project as one user sees it; `auth_role` is None for a stranger."""

    project_deleted: bool
    auth_role: str | None


class MembershipRecords(Protocol):
    """Roles of users in projects."""

    def membership(self, project_id: UUID, user_id: UUID) -> Membership | None:
        """None where there is no such project; one query."""
        ...
