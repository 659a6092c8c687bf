"""What is remembered of projects and their members. Deleted projects are not there."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.change import Change
from dds_upload.core.directory import Page, PageRequest, Project
from dds_upload.core.members import Member
from dds_upload.core.roles import Role


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that is about to be."""

    id: UUID
    organization_id: UUID
    name: str
    slug: str
    description: str


class Projects(Protocol):
    """Projects."""

    def add(self, project: NewProject, change: Change) -> bool:
        """Remember a new project, or give False where its slug is taken, if by a deleted one."""
        ...

    def slugs_with(self, root: str) -> Set[str]:
        """All slugs that begin so, those of deleted projects too; one query."""
        ...

    def get(self, project_id: UUID) -> Project | None:
        """The project."""
        ...

    def page(self, viewer_id: UUID | None, slug: str | None, page: PageRequest) -> Page[Project]:
        """Projects the viewer is a member of (None: all), of that slug if given; newest first."""
        ...

    def update(self, project_id: UUID, values: Mapping[str, str], change: Change) -> None:
        """Set `name`, `description` or both."""
        ...

    def delete(self, project_id: UUID, change: Change) -> None:
        """Mark it deleted; what is in it cannot be reached from then on."""
        ...

    def hold(self, project_id: UUID) -> bool:
        """Inside a transaction: others who hold it wait until it ends. False: no such project.

        What is read after this call stays true until the transaction ends, as far as all who
        change it hold the project first.
        """
        ...


class Members(Protocol):
    """Members of projects."""

    def get(self, project_id: UUID, user_id: UUID) -> Member | None:
        """The user's role; None for a stranger."""
        ...

    def page(self, project_id: UUID, page: PageRequest) -> Page[Member]:
        """Members of a project, newest first."""
        ...

    def put(self, project_id: UUID, user_id: UUID, role: Role, change: Change) -> None:
        """Give a user that role, in place of the one they have."""
        ...

    def remove(self, project_id: UUID, user_id: UUID) -> None:
        """Make the user a stranger."""
        ...

    def has_other(self, project_id: UUID, user_id: UUID, role_id: str) -> bool:
        """Whether anybody but that user has the role."""
        ...
