"""What is known of a configured storage provider before anybody has spoken to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from dds_upload.core.storage.kinds import StorageKind
from dds_upload.core.storage.policy import ProviderPolicy

#: Ids are made in here; with another namespace all stored files would belong to strangers.
_NAMESPACE = UUID("fac74933-fe8b-4868-88a0-65be2a787503")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider; `prefix` is what its variables start with, so that faults can name them.

    `options` are those of its kind, which alone knows their type.
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
    """The id a provider has on every host, unless the operator pins another."""
    return uuid5(_NAMESPACE, prefix)
