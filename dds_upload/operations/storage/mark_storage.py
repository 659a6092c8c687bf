"""Marks a new storage, so that it can be recognised while it is mounted."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.storage.records import ProviderRecords


@dataclass(frozen=True, slots=True)
class MarkStorage:
    """Done once, when the storage is set up.

    One of an earlier release is recognised by its files.
    """

    provider_records: ProviderRecords

    def __call__(self, provider: StorageProvider) -> str | None:
        """A sentence about the new mark; None if it was not needed.

        Raises StorageUnavailable for an empty storage if the database knows files in it, and
        StorageRefused if the storage cannot be written.
        """
        mark = provider.abilities.mark
        if mark is None or mark.is_there():
            return None
        if not mark.holds_anything() and self.provider_records.holds_bytes(provider.id):
            raise StorageUnavailable(f"files were stored here, and nothing is: {mark.advice}")
        return mark.make()
