"""Projects: files, folders, members and uploads belong to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit, Authorship
from dds_upload.core.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Project:
    """A project: files, folders, members and uploads belong to it."""

    id: UUID
    name: str
    slug: str
    description: str
    is_deleted: bool
    audit: Audit


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project to make."""

    id: UUID
    organization_id: UUID
    name: str
    slug: str
    description: str


class ProjectRecords(Protocol):
    """Projects."""

    def add(self, project: NewProject, authorship: Authorship) -> bool:
        """Remember a new project; gives False if its slug is taken, even by a deleted project."""
        ...

    def slugs_with(self, root: str) -> Set[str]:
        """All slugs with that beginning, also of deleted projects; one query."""
        ...

    def get(self, project_id: UUID) -> Project | None:
        """The project."""
        ...

    def page(self, viewer_id: UUID | None, slug: str | None, page: PageRequest) -> Page[Project]:
        """A page of the viewer's projects (None: of all), with that slug if one is given.

        As core.paging describes it.
        """
        ...

    def update(self, project_id: UUID, values: Mapping[str, str], authorship: Authorship) -> None:
        """Set `name`, `description` or both."""
        ...

    def delete(self, project_id: UUID, authorship: Authorship) -> None:
        """Mark it deleted; from then on no call reaches its contents."""
        ...

    def hold(self, project_id: UUID) -> bool:
        """Lock the project until the transaction ends. Gives False if there is no such project.

        Facts that are read after this call stay true until the transaction ends, if all who change
        them lock the project first.
        """
        ...

    def hold_all(self, project_ids: Collection[UUID]) -> set[UUID]:
        """The same for many projects, always in the same order. Gives those that exist."""
        ...
