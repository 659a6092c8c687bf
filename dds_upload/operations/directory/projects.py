"""Existing projects: they are found, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.projects import Project, ProjectRecords
from dds_upload.core.errors import NotFound
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class ManageProjects:
    """Existing projects; every call but `page` raises NotFound and Forbidden."""

    projects: ProjectRecords
    lock: ProjectLock

    def page(self, caller: Caller, slug: str | None, page: PageRequest) -> Page[Project]:
        """The projects that the caller may view: those with any role of theirs.

        Administrators need none.
        """
        viewer_id = None if caller.user.is_admin else caller.user.id
        return self.projects.page(viewer_id, slug, page)

    def get(self, caller: Caller, project_id: UUID) -> Project:
        """One project."""
        self.lock.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return found_project(self.projects, project_id)

    def update(self, caller: Caller, project_id: UUID, values: Mapping[str, str]) -> Project:
        """Set `name`, `description` or both; the slug never changes."""
        with self.lock.project(caller, project_id, Permission.UPDATE_PROJECT) as authorship:
            if values:
                self.projects.update(project_id, values, authorship)
            return found_project(self.projects, project_id)

    def delete(self, caller: Caller, project_id: UUID) -> None:
        """Delete the project: it and all of its entries are not found from now on."""
        with self.lock.project(caller, project_id, Permission.DELETE_PROJECT) as authorship:
            self.projects.delete(project_id, authorship)


def found_project(projects: ProjectRecords, project_id: UUID) -> Project:
    """The project; raises NotFound."""
    project = projects.get(project_id)
    if project is None:
        raise NotFound(Kind.PROJECT)
    return project
