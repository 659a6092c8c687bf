"""Asks a provider's storage for its capabilities, and so opens the provider to new uploads."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dds_upload.core.errors import StorageUnavailable, UploadServiceError
from dds_upload.core.storage.providers import StorageProvider

log = logging.getLogger(__name__)


def read_limits(provider: StorageProvider) -> Sequence[str]:
    """Ask once; gives the promises of the policy that the storage cannot keep, a sentence each.

    Storage that does not answer is no fault: the provider stays as it is, and a warning is logged.
    """
    limits, was_away = provider.limits, provider.limits.is_away
    was_refused = was_away or bool(limits.faults)
    try:
        limits.learn(provider.abilities.store.capabilities())
    except StorageUnavailable as error:
        limits.miss()
        if not was_away:
            log.warning("storage %s: limits are not checked, %s", provider.slug, error)
        return ()
    except UploadServiceError as error:
        limits.refuse([f"the storage refuses: {error}"])
    if was_refused and limits.is_known:
        log.info("storage %s holds what it has to: new uploads can begin", provider.slug)
    return limits.faults


def try_opening(provider: StorageProvider) -> bool:
    """Ask at a provider that may be closed; gives whether it is open now.

    There is no operator to show faults to, so new ones are logged.
    """
    if provider.limits.is_known:
        return True
    known = provider.limits.faults
    for fault in read_limits(provider):
        if fault not in known:
            log.error("storage %s takes no new uploads: %s", provider.slug, fault)
    return provider.limits.is_known
