"""Organisations: they own projects, and their members share the content that was sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.slugs import Reference

#: The slug of the organisation that is there from the start.
#: New users join it unless others are named.
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation; its slug never changes."""

    id: UUID
    slug: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrganizationProject:
    """A project as an organisation lists it; its slug never changes."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """An organisation with the numbers of its members and of its projects that are not deleted."""

    organization: Organization
    members: int
    projects: int


class OrganizationRecords(Protocol):
    """Organisations.

    With a `member_id`, only organisations and projects are found of which that user is a member.
    """

    def add(self, organization: Organization) -> bool:
        """Remember a new organisation; gives False if the slug is taken."""
        ...

    def add_member(self, organization_id: UUID, user_id: UUID, now: datetime) -> None:
        """Make a user a member; repeating it changes nothing."""
        ...

    def remove_member(self, organization_id: UUID, user_id: UUID) -> None:
        """Remove a user from the members; repeating it changes nothing."""
        ...

    def overview(self) -> Sequence[Overview]:
        """All organisations, by slug."""
        ...

    def get(self, reference: Reference, member_id: UUID | None) -> Organization | None:
        """One organisation; one query."""
        ...

    def after(self, slug: str, member_id: UUID | None, size: int) -> Sequence[Organization]:
        """The first `size` organisations whose slugs come after that one, by slug."""
        ...

    def of_member(self, user_id: UUID) -> Sequence[Organization]:
        """The organisations of a user, by slug."""
        ...

    def project_id(
        self, organization_id: UUID, reference: Reference, member_id: UUID | None
    ) -> UUID | None:
        """The id of a project of that organisation that is not deleted; one query."""
        ...

    def project_ids(
        self, organization_id: UUID, references: Collection[Reference], member_id: UUID | None
    ) -> Mapping[Reference, UUID]:
        """The same for many projects, those that are found by slug and by id."""
        ...

    def projects_after(
        self, organization_id: UUID, slug: str, member_id: UUID | None, size: int
    ) -> Sequence[OrganizationProject]:
        """The first `size` of its projects whose slugs come after that one, by slug.

        Deleted projects are left out. With a `member_id`, so are projects in which that user has no
        role.
        """
        ...
