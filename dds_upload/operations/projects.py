"""Projects: found, made, changed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts import Caller
from dds_upload.core.change import Change
from dds_upload.core.directory import Page, PageRequest, Project
from dds_upload.core.errors import NotFound
from dds_upload.core.records.projects import Members, Projects
from dds_upload.core.records.transactions import Transactions
from dds_upload.core.roles import CREATOR_ROLE, ROLES, Permission
from dds_upload.core.storage import Clock
from dds_upload.operations.editing import Editing


@dataclass(frozen=True, slots=True)
class CreateProject:
    """Makes a project whose creator may do everything in it.

    `prepare_project` is told its id once it is there, to have its containers made soon; a hint
    only, as the sweeper finds projects without containers by itself.
    """

    projects: Projects
    members: Members
    transactions: Transactions
    clock: Clock
    prepare_project: Callable[[UUID], None]

    def __call__(self, caller: Caller, name: str, slug: str | None, description: str) -> Project:
        """The project, whose storage is not ready yet."""
        project_id, change = uuid4(), Change(caller, self.clock())
        with self.transactions.transaction():
            self.projects.add(project_id, name, slug, description, change)
            self.members.put(project_id, caller.user.id, ROLES[CREATOR_ROLE], change)
        self.prepare_project(project_id)
        return _found(self.projects, project_id)


@dataclass(frozen=True, slots=True)
class ManageProjects:
    """Projects that are there; all but `page` raise NotFound and Forbidden."""

    projects: Projects
    editing: Editing

    def page(self, caller: Caller, slug: str | None, page: PageRequest) -> Page[Project]:
        """Those the caller may view: every role allows that, and administrators need none."""
        viewer_id = None if caller.user.is_admin else caller.user.id
        return self.projects.page(viewer_id, slug, page)

    def get(self, caller: Caller, project_id: UUID) -> Project:
        """One project."""
        self.editing.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return _found(self.projects, project_id)

    def update(self, caller: Caller, project_id: UUID, values: Mapping[str, str]) -> Project:
        """Set `name`, `description` or both."""
        with self.editing.project(caller, project_id, Permission.UPDATE_PROJECT) as change:
            if values:
                self.projects.update(project_id, values, change)
            return _found(self.projects, project_id)

    def delete(self, caller: Caller, project_id: UUID) -> None:
        """From now on the project and everything in it is not found."""
        with self.editing.project(caller, project_id, Permission.DELETE_PROJECT) as change:
            self.projects.delete(project_id, change)


def _found(projects: Projects, project_id: UUID) -> Project:
    project = projects.get(project_id)
    if project is None:
        raise NotFound("Project")
    return project
