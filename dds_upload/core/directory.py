"""The directory records around uploads: projects, pages and who did what when. Plain nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from dds_upload.core.accounts import Agent
from dds_upload.core.digest import Digest
from dds_upload.core.policy import ProviderPolicy

T = TypeVar("T")

#: The largest page a caller may ask for, and the one it gets unasked.
PAGE_SIZE_MAX = 1000
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a collection; numbers start at 1."""

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many items stand before the page."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a collection of `total` items."""

    items: Sequence[T]
    total: int
    request: PageRequest


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, and the software agent if one acted for them."""

    id: UUID
    username: str
    full_name: str
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """Who made, last changed and deleted a record, and when."""

    created_at: datetime
    created_by: Actor | None
    updated_at: datetime | None = None
    updated_by: Actor | None = None
    deleted_at: datetime | None = None
    deleted_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """A storage provider's row; `configured` is false once it left the environment."""

    id: UUID
    slug: str
    display_name: str
    description: str
    policy: ProviderPolicy
    is_default: bool
    is_deprecated: bool
    configured: bool
    created_at: datetime


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
class ReportedDigest:
    """A whole-file digest; `origin` is `client` (reported) or `service` (computed)."""

    digest: Digest
    origin: str
    audit: Audit
