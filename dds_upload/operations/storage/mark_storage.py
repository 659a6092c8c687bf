"""Marks a new storage, so that it can be told from one that is only away."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.storage.records import ProviderRecords


@dataclass(frozen=True, slots=True)
class MarkStorage:
    """Once, when it is set up. One that earlier releases used is known by what it holds."""

    provider_records: ProviderRecords

    def __call__(self, provider: StorageProvider) -> str | None:
        """What was made; None where nothing had to be.

        Raises StorageUnavailable for an empty storage of which the database knows files, and
        StorageRefused where it cannot be written.
        """
        mark = provider.abilities.mark
        if mark is None or mark.is_there():
            return None
        if not mark.holds_anything() and self.provider_records.holds_bytes(provider.id):
            raise StorageUnavailable(f"files were stored here, and nothing is: {mark.advice}")
        return mark.make()
