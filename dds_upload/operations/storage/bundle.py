"""The operations of storage as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.storage.hosts import StorageHosts
from dds_upload.operations.storage.mark_storage import MarkStorage
from dds_upload.operations.storage.prepare_containers import PrepareContainers
from dds_upload.operations.storage.providers import ReadProviders


@dataclass(frozen=True, slots=True)
class StorageOperations:
    """Providers as clients see them, and the containers that projects need."""

    read: ReadProviders
    prepare_containers: PrepareContainers
    hosts: StorageHosts
    mark: MarkStorage
