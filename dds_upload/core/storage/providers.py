"""The configured storage providers: their names, limits and abilities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.admission import Admission
from dds_upload.core.storage.limits import ProviderLimits
from dds_upload.core.storage.policy import ProviderPolicy


@dataclass(frozen=True, slots=True)
class StorageProvider:
    """One configured provider: its name, its limits and its abilities.

    `policy` has the operator's limits. `limits()` gives the limits of a new upload, and raises
    StorageUnavailable until the storage has reported its capabilities. A thread that answers a
    short request waits for storage only within `admission()`.
    """

    id: UUID
    slug: str
    display_name: str
    description: str
    policy: ProviderPolicy
    limits: ProviderLimits
    is_default: bool
    is_deprecated: bool
    abilities: Abilities
    admission: Admission = field(default_factory=Admission)


class StorageProviders:
    """The configured providers, by id."""

    def __init__(self, providers: list[StorageProvider]) -> None:
        self._by_id = {provider.id: provider for provider in providers}

    def __iter__(self) -> Iterator[StorageProvider]:
        return iter(self._by_id.values())

    def get(self, provider_id: UUID) -> StorageProvider:
        """The provider; raises StorageUnavailable for one that left the environment."""
        try:
            return self._by_id[provider_id]
        except KeyError:
            raise StorageUnavailable(f"provider {provider_id} is not configured") from None

    def find(self, provider_id: UUID) -> StorageProvider | None:
        """The provider; None if it is not configured."""
        return self._by_id.get(provider_id)

    @property
    def default(self) -> StorageProvider:
        """The provider of uploads that name none; configuration guarantees that there is one."""
        return next(provider for provider in self if provider.is_default)
