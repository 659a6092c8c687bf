"""The settings of a storage provider, before the storage itself was asked for anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from dds_upload.core.storage.kinds import StorageKind
from dds_upload.core.storage.policy import ProviderPolicy

#: The namespace of providers' ids. With another one, no stored file would find its provider.
_NAMESPACE = UUID("fac74933-fe8b-4868-88a0-65be2a787503")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider; `prefix` is what its variables start with, so that faults can name them.

    `options` are those of its kind; only the kind knows their type.
    """

    id: UUID
    prefix: str
    display_name: str
    description: str
    policy: ProviderPolicy
    is_default: bool
    is_deprecated: bool
    kind: StorageKind[Any]
    options: object

    @property
    def slug(self) -> str:
        """The provider's name in paths and logs: its prefix in lower case."""
        return self.prefix.lower()


def id_of(prefix: str) -> UUID:
    """The provider's id, the same on every host, unless the operator sets another."""
    return uuid5(_NAMESPACE, prefix)
