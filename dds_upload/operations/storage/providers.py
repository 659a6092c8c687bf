"""Shows storage providers, and plans files for them; it writes nothing."""

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
    """Reads providers, for any caller."""

    provider_records: ProviderRecords
    providers: StorageProviders
    open_uploads: OpenUploadRecords
    open_limits: OpenLimits

    def all(self) -> Sequence[ProviderRecord]:
        """All providers, newest first."""
        return self.provider_records.all()

    def one(self, provider_id: UUID) -> ProviderRecord:
        """One provider. Raises NotFound (`storage_provider`)."""
        record = self.provider_records.get(provider_id)
        if record is None:
            raise NotFound(Kind.STORAGE_PROVIDER)
        return record

    def plan(self, provider_id: UUID, size: int) -> Plan:
        """How a file of `size` bytes would be cut.

        Raises NotFound, and StorageUnavailable while the limits of the storage are not known.
        """
        provider = self.providers.find(provider_id)
        if provider is not None:
            return provider.limits().plan(size)
        policy = self.one(provider_id).policy
        return EffectiveLimits.of(policy, ProviderCapabilities()).plan(size)

    def unfinished(self, caller: Caller) -> tuple[OpenUsage, OpenLimits]:
        """The caller's unfinished uploads, and the most that any user may have."""
        return self.open_uploads.usage(caller.user.id), self.open_limits
