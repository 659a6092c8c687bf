"""The records of providers, and of the containers that were made at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.storage.policy import ProviderPolicy
from dds_upload.core.storage.providers import StorageProvider


class ProviderRecords(Protocol):
    """Providers that are or were configured."""

    def sync(self, providers: Sequence[StorageProvider], now: datetime) -> None:
        """Write the environment's providers into the rows.

        One that left it stays, as not configured.
        """
        ...

    def all(self) -> Sequence[ProviderRecord]:
        """The configured providers and those with uploads, newest first."""
        ...

    def get(self, provider_id: UUID) -> ProviderRecord | None:
        """One of the providers of `all`."""
        ...

    def holds_bytes(self, provider_id: UUID) -> bool:
        """Whether bytes may be stored there that were not removed since."""
        ...


class ContainerRecords(Protocol):
    """The containers of projects at providers."""

    def is_ready(self, project_id: UUID, provider_id: UUID) -> bool:
        """Whether uploads of the project can go there."""
        ...

    def missing(
        self,
        provider_id: UUID,
        limit: int,
        *,
        project_id: UUID | None = None,
        since: datetime | None = None,
    ) -> Sequence[UUID]:
        """Projects without a container there, newest first.

        Of all projects, of the given one, or of those that were made since then.
        """
        ...

    def ready(self, provider_id: UUID, limit: int, after: UUID | None = None) -> Sequence[UUID]:
        """Projects that have a container there, by ascending id, after that one."""
        ...

    def mark_ready(self, project_id: UUID, provider_id: UUID, now: datetime) -> None:
        """Remember that the container exists; repeatable."""
        ...


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
