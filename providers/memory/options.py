"""A test's options for a storage in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from dds_upload.core.errors import StorageUnavailable, UploadServiceError
from dds_upload.core.storage.policy import ProviderCapabilities


@dataclass(slots=True)
class Switches:
    """Turned by the test while the provider is in use."""

    available: bool = True
    #: The fault that every call raises, if any.
    trouble: UploadServiceError | None = None

    def check(self) -> None:
        """Raise the chosen fault, or StorageUnavailable while switched off."""
        if self.trouble is not None:
            raise self.trouble
        if not self.available:
            raise StorageUnavailable("memory is switched off")


@dataclass(frozen=True, slots=True)
class MemoryOptions:
    """One storage; two of them share nothing."""

    capabilities: ProviderCapabilities = field(default_factory=ProviderCapabilities)
    switches: Switches = field(default_factory=Switches)
