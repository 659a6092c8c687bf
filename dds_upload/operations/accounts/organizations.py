"""Organisations as operators of the host manage them; no API reaches this."""

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
    """Organisations and their members."""

    organizations: OrganizationRecords
    accounts: AccountRecords
    clock: Clock

    def create(self, slug: str, name: str = "") -> Organization:
        """Make an organisation without members, named like its slug unless a name is given.

        Raises ValidationFailed naming `slug` or `name`.
        """
        _check(slug, name)
        made = Organization(uuid4(), slug, name or slug, self.clock())
        if not self.organizations.add(made):
            raise ValidationFailed.of(Reason.ALREADY_TAKEN, Field.SLUG)
        return made

    def all(self) -> Sequence[Overview]:
        """All organisations, by slug."""
        return self.organizations.overview()

    def add_member(self, slug_or_id: str, username: str) -> None:
        """Make a user a member; a repeat changes nothing.

        Raises NotFound (`organization`, `user`).
        """
        organization = named_organization(self.organizations, slug_or_id)
        self.organizations.add_member(organization.id, self._user(username).id, self.clock())

    def remove_member(self, slug_or_id: str, username: str) -> None:
        """Remove a member; a repeat changes nothing. Raises like `add_member`.

        The user keeps roles in projects of the organisation. They have no effect in protocols that
        check the organisation first.
        """
        organization = named_organization(self.organizations, slug_or_id)
        self.organizations.remove_member(organization.id, self._user(username).id)

    def _user(self, username: str) -> User:
        user = self.accounts.user_named(username)
        if user is None:
            raise NotFound(Kind.USER)
        return user


def named_organization(organizations: OrganizationRecords, slug_or_id: str) -> Organization:
    """The organisation of that slug; raises NotFound (`organization`)."""
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
