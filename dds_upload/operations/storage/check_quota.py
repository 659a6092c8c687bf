"""Says of a file that is about to begin whether storage has room for it."""

from __future__ import annotations

from dds_upload.core.storage.providers import StorageProvider


def check_quota(provider: StorageProvider, size: int, container: str | None = None) -> None:
    """Raise ValidationFailed (field `size`) where a quota is known that `size` bytes exceed.

    The container is where the bytes are going to be; None: spread over many. A storage that tells
    no quota, or cannot be asked just now, holds nobody up: it refuses by itself what does not fit.
    """
    if provider.abilities.quotas is not None:
        for quota in provider.abilities.quotas.of(container):
            quota.check(size)
