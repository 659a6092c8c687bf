"""What is remembered of providers and of the containers made at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.storage.policy import ProviderPolicy
from dds_upload.core.storage.providers import StorageProvider


class ProviderRecords(Protocol):
    """Providers, configured now or once."""

    def sync(self, providers: Sequence[StorageProvider], now: datetime) -> None:
        """Make the rows what the environment says; one that left it stays, as not configured."""
        ...

    def all(self) -> Sequence[ProviderRecord]:
        """Those configured and those with uploads, newest first."""
        ...

    def get(self, provider_id: UUID) -> ProviderRecord | None:
        """One of `all`."""
        ...

    def holds_bytes(self, provider_id: UUID) -> bool:
        """Whether anything may have been stored there that was not removed since."""
        ...


class ContainerRecords(Protocol):
    """Which projects have their container at which provider."""

    def is_ready(self, project_id: UUID, provider_id: UUID) -> bool:
        """Whether uploads of the project can go there."""
        ...

    def missing(
        self, provider_id: UUID, limit: int, project_id: UUID | None = None
    ) -> Sequence[UUID]:
        """Projects without a container there, newest first; or the one, if it lacks it."""
        ...

    def ready(self, provider_id: UUID, limit: int, after: UUID | None = None) -> Sequence[UUID]:
        """Projects that have theirs there, by ascending id, behind that one."""
        ...

    def mark_ready(self, project_id: UUID, provider_id: UUID, now: datetime) -> None:
        """The container is there; repeatable."""
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
