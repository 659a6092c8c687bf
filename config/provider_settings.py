"""What is known of a configured storage provider before anybody has spoken to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from dds_upload.core.accounts.secret import Secret
from dds_upload.core.storage.policy import ProviderPolicy

#: Ids are made in here; with another namespace all stored files would belong to strangers.
_NAMESPACE = UUID("fac74933-fe8b-4868-88a0-65be2a787503")


@dataclass(frozen=True, slots=True)
class SwiftSettings:
    """An account at OpenStack Swift, and how to sign in there (v1 authentication).

    URLs are signed with `primary_key`; Swift also accepts `secondary_key`, if there is one.
    """

    account: str
    url_root: str
    version: str
    auth_uri: str
    user: str
    password: Secret
    primary_key: Secret
    secondary_key: Secret | None


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """A folder on a disk, and whether what is answered as stored has been flushed to it."""

    root: Path
    fsync: bool


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider; `prefix` is what its variables start with, so that faults can name them."""

    id: UUID
    prefix: str
    display_name: str
    description: str
    policy: ProviderPolicy
    is_default: bool
    is_deprecated: bool
    options: SwiftSettings | LocalSettings

    @property
    def slug(self) -> str:
        """The provider's name in paths and logs: its prefix in lower case."""
        return self.prefix.lower()

    @property
    def kind(self) -> str:
        """`swift` or `local`."""
        return "swift" if isinstance(self.options, SwiftSettings) else "local"


def id_of(prefix: str) -> UUID:
    """The id a provider has on every host, unless the operator pins another."""
    return uuid5(_NAMESPACE, prefix)
