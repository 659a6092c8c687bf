"""Where signed URLs lead besides the service itself, for a page's policy."""

from __future__ import annotations

from dataclasses import replace

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.storage.hosts import StorageHosts
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from providers.memory.urls import HOST, MemoryUrls
from tests.storage.test_opening import provider


class Ours(MemoryUrls):
    """Storage that is reached through the service."""

    @property
    def host(self) -> None:
        return None


class Unknown(MemoryUrls):
    """Storage that has not said yet where it is."""

    @property
    def host(self) -> str:
        raise StorageUnavailable("nobody has signed in yet")


def test_each_host_is_named_once_and_one_that_is_not_known_never() -> None:
    memory = build_memory(MemoryOptions())
    kinds = [
        memory,
        memory,
        replace(memory, presigner=Ours()),
        replace(memory, presigner=Unknown()),
    ]
    providers = [provider(str(number), each) for number, each in enumerate(kinds)]
    assert StorageHosts(StorageProviders(providers))() == [HOST]
