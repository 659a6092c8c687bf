"""Shows storage providers, and plans files for them without remembering anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.core.storage.policy import EffectiveLimits, Plan, ProviderCapabilities
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.records import ProviderRecord, ProviderRecords
from dds_upload.core.uploads.open_uploads import OpenLimits, OpenUploadRecords, OpenUsage


@dataclass(frozen=True, slots=True)
class ReadProviders:
    """Reading, for any caller."""

    provider_records: ProviderRecords
    providers: StorageProviders
    open_uploads: OpenUploadRecords
    open_limits: OpenLimits

    def all(self) -> Sequence[ProviderRecord]:
        """Newest first."""
        return self.provider_records.all()

    def one(self, provider_id: UUID) -> ProviderRecord:
        """Raises NotFound (`storage_provider`)."""
        record = self.provider_records.get(provider_id)
        if record is None:
            raise NotFound(Kind.STORAGE_PROVIDER)
        return record

    def plan(self, provider_id: UUID, size: int) -> Plan:
        """How a file of `size` bytes would be cut.

        Raises NotFound, and StorageUnavailable while it is not known what the storage can hold.
        """
        provider = self.providers.find(provider_id)
        if provider is not None:
            return provider.limits().plan(size)
        policy = self.one(provider_id).policy
        return EffectiveLimits.of(policy, ProviderCapabilities()).plan(size)

    def unfinished(self, caller: Caller) -> tuple[OpenUsage, OpenLimits]:
        """What the caller has open, and the most that any user may have."""
        return self.open_uploads.usage(caller.user.id), self.open_limits
