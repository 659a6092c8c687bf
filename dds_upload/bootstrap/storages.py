"""Makes the configured storage providers, and opens those that could not be asked at the start."""

from __future__ import annotations

import time
from functools import partial

from config.settings import ProviderSettings, Settings
from dds_upload.adapters.measured import measured
from dds_upload.adapters.repeater import Repeater
from dds_upload.core.accounts.keys import signing_key
from dds_upload.core.health.measures import Measures
from dds_upload.core.storage.admission import Admission
from dds_upload.core.storage.kinds import ProviderContext
from dds_upload.core.storage.limits import ProviderLimits
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.operations.storage.read_limits import try_opening


def build_storages(settings: Settings, measures: Measures | None = None) -> StorageProviders:
    """All providers, measured if measures are given; nothing is connected yet."""
    return StorageProviders([_storage(each, settings, measures) for each in settings.providers])


def _storage(
    each: ProviderSettings, settings: Settings, measures: Measures | None
) -> StorageProvider:
    purpose, secondary = f"storage urls of {each.slug}", settings.secondary_secret_key_base
    context = ProviderContext(
        slug=each.slug,
        url_key=signing_key(settings.secret_key_base, purpose),
        secondary_url_key=signing_key(secondary, purpose) if secondary else None,
        browser_origins=settings.cors_origins,
        url_duration=settings.signed_url_duration,
    )
    abilities = each.kind.build(each.options, context)
    return StorageProvider(
        id=each.id,
        slug=each.slug,
        display_name=each.display_name,
        description=each.description,
        policy=each.policy,
        limits=ProviderLimits(each.policy),
        is_default=each.is_default,
        is_deprecated=each.is_deprecated,
        abilities=measured(abilities, each.slug, measures) if measures else abilities,
        admission=_admission(each, settings),
    )


def _admission(each: ProviderSettings, settings: Settings) -> Admission:
    """A disk of this machine needs none: if it hangs, so does the whole machine.

    Only short requests are counted, among them those of small chunks. Streams have threads of their
    own.
    """
    if each.kind.is_on_this_host:
        return Admission()
    return Admission.of_threads(settings.threads)


class ProviderOpener:
    """Asks the storage of each closed provider, in a thread of its own, until it can be opened."""

    def __init__(self) -> None:
        self._repeaters: list[Repeater] = []

    def start(self, providers: StorageProviders, *, patience: float = 0) -> None:
        """Begin, and wait for the first answers, but no longer than `patience` seconds.

        A provider whose limits are known needs no thread.
        """
        closed = [storage for storage in providers if not storage.limits.is_known]
        self._repeaters = [Repeater(partial(try_opening, storage)) for storage in closed]
        for repeater in self._repeaters:
            repeater.start()
        deadline = time.monotonic() + patience
        for repeater in self._repeaters:
            repeater.wait(max(deadline - time.monotonic(), 0))

    def stop(self) -> None:
        """End; may be called without a start, and again."""
        for repeater in self._repeaters:
            repeater.stop()
