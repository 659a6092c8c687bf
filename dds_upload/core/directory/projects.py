"""Projects: what files, folders, members and uploads belong to."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit, Authorship
from dds_upload.core.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Project:
    """What files, folders, members and uploads belong to."""

    id: UUID
    name: str
    slug: str
    description: str
    is_deleted: bool
    audit: Audit


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that is about to be."""

    id: UUID
    organization_id: UUID
    name: str
    slug: str
    description: str


class ProjectRecords(Protocol):
    """Projects."""

    def add(self, project: NewProject, authorship: Authorship) -> bool:
        """Remember a new project, or give False where its slug is taken, if by a deleted one."""
        ...

    def slugs_with(self, root: str) -> Set[str]:
        """All slugs that begin so, those of deleted projects too; one query."""
        ...

    def get(self, project_id: UUID) -> Project | None:
        """The project."""
        ...

    def page(self, viewer_id: UUID | None, slug: str | None, page: PageRequest) -> Page[Project]:
        """Projects the viewer is a member of (None: all), of that slug if given.

        As core.paging has it.
        """
        ...

    def update(self, project_id: UUID, values: Mapping[str, str], authorship: Authorship) -> None:
        """Set `name`, `description` or both."""
        ...

    def delete(self, project_id: UUID, authorship: Authorship) -> None:
        """Mark it deleted; what is in it cannot be reached from then on."""
        ...

    def hold(self, project_id: UUID) -> bool:
        """Inside a transaction: others who hold it wait until it ends. False: no such project.

        What is read after this call stays true until the transaction ends, as far as all who
        change it hold the project first.
        """
        ...
