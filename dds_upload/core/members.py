"""The members of a project: users with a role in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.directory import Actor, Audit
from dds_upload.core.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """A user's one role in a project."""

    project_id: UUID
    user: Actor
    role: Role
    audit: Audit
