"""Organisations: who projects belong to, and whose members share what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

#: The slug of the organisation that is there from the start and that new users join.
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation; its slug never changes."""

    id: UUID
    slug: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """An organisation with the numbers of its members and of its projects that are not deleted."""

    organization: Organization
    members: int
    projects: int
