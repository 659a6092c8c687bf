"""Checks, before a file begins, whether storage has room for it."""

from __future__ import annotations

from dds_upload.core.storage.providers import StorageProvider


def check_quota(provider: StorageProvider, size: int, container: str | None = None) -> None:
    """Raise ValidationFailed (field `size`) if `size` bytes exceed a known quota.

    The container is the one for the bytes; None: they are spread over many. A storage that reports
    no quota, or cannot be asked at this moment, delays nothing: it refuses bytes itself that do not
    fit.
    """
    if provider.abilities.quotas is not None:
        for quota in provider.abilities.quotas.of(container):
            quota.check(size)
