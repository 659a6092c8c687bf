"""Finds an organisation and its projects by the names in a path.

It is for protocols whose paths begin with an organisation. A caller does not find what they may not
know of. `operations.accounts.access` decides about projects that are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.organizations import (
    DEFAULT,
    Organization,
    OrganizationProject,
    OrganizationRecords,
)
from dds_upload.core.accounts.scopes import Scope, allow
from dds_upload.core.accounts.slugs import reference_in
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden, NotFound
from dds_upload.core.reasons import Kind, Reason


@dataclass(frozen=True, slots=True)
class FindOrganization:
    """Leads from texts to an organisation and to projects of it, each by a query or a few."""

    organizations: OrganizationRecords

    def __call__(self, caller: Caller, slug_or_id: str) -> Organization:
        """The organisation. Raises NotFound (`organization`), also if the caller is not a member.

        Administrators find all organisations.
        """
        reference = reference_in(slug_or_id)
        found = reference and self.organizations.get(reference, _member_id(caller))
        if not found:
            raise NotFound(Kind.ORGANIZATION)
        return found

    def project(self, caller: Caller, organization: Organization, slug_or_id: str) -> UUID:
        """The id of a project. Raises NotFound (`project`).

        It also raises that for a project that is deleted, that belongs to another organisation, or
        in which the caller has no role; administrators need none.
        """
        reference = reference_in(slug_or_id)
        found = reference and self.organizations.project_id(
            organization.id, reference, _member_id(caller)
        )
        if not found:
            raise NotFound(Kind.PROJECT)
        return found

    def projects(
        self, caller: Caller, organization: Organization, slugs_or_ids: Sequence[str]
    ) -> Sequence[UUID]:
        """The ids of many projects, each once. Raises NotFound (`project`) unless all are found."""
        references = [reference_in(it) for it in slugs_or_ids]
        wanted = [it for it in references if it]
        found = self.organizations.project_ids(organization.id, wanted, _member_id(caller))
        if len(wanted) < len(references) or any(it not in found for it in wanted):
            raise NotFound(Kind.PROJECT)
        return list(dict.fromkeys(found[it] for it in wanted))

    def after(self, caller: Caller, slug: str, size: int) -> Sequence[Organization]:
        """At most `size` of the organisations that the caller can find, after that slug."""
        return self.organizations.after(slug, _member_id(caller), size)

    def projects_after(
        self, caller: Caller, organization: Organization, slug: str, size: int
    ) -> Sequence[OrganizationProject]:
        """The same for projects of the organisation."""
        return self.organizations.projects_after(organization.id, slug, _member_id(caller), size)

    def default_for(self, caller: Caller) -> Organization:
        """The only organisation of the caller.

        Raises NotFound (`organization`) if there is none, or more than one.
        """
        match self.organizations.of_member(caller.user.id):
            case [only]:
                return only
        raise NotFound(Kind.ORGANIZATION)

    def unnamed(self, caller: Caller) -> Organization:
        """The owner of a new project if the client names none; DukeDSClient never does.

        For members of `default` and for administrators it is `default`; for others it is their only
        organisation. Raises NotFound (`organization`) if they have none, or more than one.
        """
        return self.organizations.get(DEFAULT, _member_id(caller)) or self.default_for(caller)


def require_scope(caller: Caller, *any_of: Scope) -> None:
    """Raise Forbidden unless the caller's token has one of the scopes, or is not limited."""
    if not allow(caller.scopes, any_of):
        lacking = f"the token lacks a scope: {' or '.join(any_of)}"
        raise Forbidden(lacking, reason=Reason.SCOPE_MISSING)


def _member_id(caller: Caller) -> UUID | None:
    """The user whose membership is needed; None for an administrator."""
    return None if caller.user.is_admin else caller.user.id
