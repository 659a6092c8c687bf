"""The hosts that clients send bytes to, and fetch them from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.providers import StorageProviders


@dataclass(frozen=True, slots=True)
class StorageHosts:
    """The hosts that signed URLs lead to, apart from this service's own."""

    providers: StorageProviders

    def __call__(self) -> list[str]:
        """Scheme, host and port of each, in order; hosts that are not known yet are left out."""
        return sorted(set(self._known()))

    def _known(self) -> Iterator[str]:
        for provider in self.providers:
            with suppress(StorageUnavailable):
                host = provider.abilities.presigner.host
                if host is not None:
                    yield host
