"""Makes projects, each with a slug of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from uuid import UUID, uuid4

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.organizations import Organization
from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.roles import CREATOR_ROLE, ROLES, Permission
from dds_upload.core.accounts.slugs import further_slugs, is_slug, root_of, slug_of
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.directory.members import MemberRecords
from dds_upload.core.directory.projects import NewProject, Project, ProjectRecords
from dds_upload.core.errors import Conflict, ValidationFailed
from dds_upload.core.reasons import Field, Reason
from dds_upload.core.transactions import Transactions
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.accounts.do_once import DoOnce, Keep
from dds_upload.operations.accounts.find_organization import FindOrganization
from dds_upload.operations.directory.projects import found_project

#: How often a derived slug is chosen anew after another request took it in between.
_TRIES = 8


class _SlugTaken(Exception):
    """Rolls the transaction back once the slug turns out to be taken."""


@dataclass(frozen=True, slots=True)
class ProjectRequest:
    """A request for a project; without a slug, one is made of the name.

    Without an organisation it is the one that `FindOrganization.unnamed` finds.
    """

    name: str
    description: str = ""
    slug: str | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProject:
    """Makes a project whose creator may do everything in it.

    `prepare_project` gets its id once the project exists, to have its containers made soon. It is
    only a hint, as the sweeper finds projects without containers by itself.
    """

    projects: ProjectRecords
    members: MemberRecords
    access: Access
    find_organization: FindOrganization
    once: DoOnce
    transactions: Transactions
    clock: Clock
    prepare_project: Callable[[UUID], None]

    def __call__(
        self, caller: Caller, wanted: ProjectRequest, key: RequestKey | None = None
    ) -> Project:
        """The project, whose storage is not ready yet; with a key, the one made with it before.

        Raises NotFound (`organization`), ValidationFailed naming `slug` if the given one is
        malformed or taken (a deleted project keeps its slug), KeyReused and Conflict. Raises
        Forbidden if the caller may no longer see the project that the key stands for.
        """
        find, make = partial(self._find, caller), partial(self._make, caller, wanted)
        return self.once(caller, "projects", key, find=find, make=make)

    def _find(self, caller: Caller, project_id: UUID) -> Project | None:
        project = self.projects.get(project_id)
        if project is not None:
            self.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return project

    def _make(self, caller: Caller, wanted: ProjectRequest, keep: Keep) -> Project:
        if wanted.slug is not None and not is_slug(wanted.slug):
            raise ValidationFailed.of(Reason.FIELD_INVALID, Field.SLUG)
        organization = self._owner(caller, wanted)
        authorship, project_id = Authorship(caller, self.clock()), uuid4()
        for slug in self._choices(wanted):
            project = NewProject(project_id, organization.id, wanted.name, slug, wanted.description)
            if self._add(project, authorship, keep):
                self.prepare_project(project_id)
                return found_project(self.projects, project_id)
        raise ValidationFailed.of(Reason.ALREADY_TAKEN, Field.SLUG)

    def _owner(self, caller: Caller, wanted: ProjectRequest) -> Organization:
        if wanted.organization is None:
            return self.find_organization.unnamed(caller)
        return self.find_organization(caller, wanted.organization)

    def _choices(self, wanted: ProjectRequest) -> Iterator[str]:
        """Slugs to try until one is free; the unique key decides.

        Other requests may look for one at the same moment: the later the try, the wider the choice.
        """
        if wanted.slug is not None:
            yield wanted.slug
            return
        slug = slug_of(wanted.name, otherwise="project")
        yield slug
        for attempt in range(_TRIES):
            free = further_slugs(slug, self.projects.slugs_with(root_of(slug)))
            yield next(islice(free, random.randrange(4**attempt), None))
        raise Conflict

    def _add(self, project: NewProject, authorship: Authorship, keep: Keep) -> bool:
        try:
            with self.transactions.transaction():
                keep(project.id)
                if not self.projects.add(project, authorship):
                    raise _SlugTaken
                creator = authorship.caller.user.id
                self.members.put(project.id, creator, ROLES[CREATOR_ROLE], authorship)
        except _SlugTaken:
            return False
        return True
