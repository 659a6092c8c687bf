"""Puts storage together: providers as clients see them, and containers."""

from __future__ import annotations

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.operations.storage.bundle import StorageOperations
from dds_upload.operations.storage.hosts import StorageHosts
from dds_upload.operations.storage.mark_storage import MarkStorage
from dds_upload.operations.storage.prepare_containers import PrepareContainers
from dds_upload.operations.storage.providers import ReadProviders


def build_storage(parts: Parts, records: Records) -> StorageOperations:
    """The operations, over the configured providers."""
    return StorageOperations(
        read=ReadProviders(
            records.providers, parts.providers, records.open_uploads, parts.settings.open_limits
        ),
        prepare_containers=PrepareContainers(records.containers, parts.providers, parts.clock),
        hosts=StorageHosts(parts.providers),
        mark=MarkStorage(records.providers),
    )
