"""What administrators of the host do with organisations; nobody else reaches this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from dds_upload.core.accounts.organizations import Organization, OrganizationRecords, Overview
from dds_upload.core.accounts.records import AccountRecords
from dds_upload.core.accounts.slugs import is_slug, reference_in
from dds_upload.core.accounts.users import User
from dds_upload.core.clock import Clock
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.lines import line_faults
from dds_upload.core.reasons import Field, Kind, Reason, Refusal


@dataclass(frozen=True, slots=True)
class ManageOrganizations:
    """Organisations and the users that belong to them."""

    organizations: OrganizationRecords
    accounts: AccountRecords
    clock: Clock

    def create(self, slug: str, name: str = "") -> Organization:
        """An organisation without members, named like its slug unless a name is given.

        Raises ValidationFailed naming `slug` or `name`.
        """
        _check(slug, name)
        made = Organization(uuid4(), slug, name or slug, self.clock())
        if not self.organizations.add(made):
            raise ValidationFailed.of(Reason.ALREADY_TAKEN, Field.SLUG)
        return made

    def all(self) -> Sequence[Overview]:
        """Every organisation, by slug."""
        return self.organizations.overview()

    def add_member(self, slug_or_id: str, username: str) -> None:
        """Let a user in; a repeat does nothing. Raises NotFound (`organization`, `user`)."""
        organization = named_organization(self.organizations, slug_or_id)
        self.organizations.add_member(organization.id, self._user(username).id, self.clock())

    def remove_member(self, slug_or_id: str, username: str) -> None:
        """Let a user in no longer; a repeat does nothing. Raises like `add_member`.

        Roles in projects of the organisation stay, and are worth nothing where it is asked first.
        """
        organization = named_organization(self.organizations, slug_or_id)
        self.organizations.remove_member(organization.id, self._user(username).id)

    def _user(self, username: str) -> User:
        user = self.accounts.user_named(username)
        if user is None:
            raise NotFound(Kind.USER)
        return user


def named_organization(organizations: OrganizationRecords, slug_or_id: str) -> Organization:
    """The organisation that an administrator names; raises NotFound (`organization`)."""
    reference = reference_in(slug_or_id)
    found = reference and organizations.get(reference, None)
    if not found:
        raise NotFound(Kind.ORGANIZATION)
    return found


def _check(slug: str, name: str) -> None:
    faults = []
    if not is_slug(slug):
        faults.append(Refusal(Reason.FIELD_INVALID, Field.SLUG))
    faults += line_faults(Field.NAME, name)
    if faults:
        raise ValidationFailed(*faults)
