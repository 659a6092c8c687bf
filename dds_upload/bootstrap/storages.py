"""Makes the configured storage providers from settings."""

from __future__ import annotations

from config.settings import ProviderSettings, Settings
from dds_upload.core.accounts.keys import signing_key
from dds_upload.core.storage.kinds import ProviderContext
from dds_upload.core.storage.policy import EffectiveLimits, ProviderCapabilities
from dds_upload.core.storage.providers import StorageProvider, StorageProviders


def build_storages(settings: Settings) -> StorageProviders:
    """All of them; nothing is reached yet."""
    return StorageProviders([_storage(each, settings) for each in settings.providers])


def _storage(each: ProviderSettings, settings: Settings) -> StorageProvider:
    context = ProviderContext(
        slug=each.slug,
        url_key=signing_key(settings.secret_key_base, f"storage urls of {each.slug}"),
        browser_origins=settings.cors_origins,
    )
    return StorageProvider(
        id=each.id,
        slug=each.slug,
        display_name=each.display_name,
        description=each.description,
        policy=each.policy,
        # Limits beyond what the storage can do stop the start, so the policy is the stricter one.
        limits=EffectiveLimits.of(each.policy, ProviderCapabilities()),
        is_default=each.is_default,
        is_deprecated=each.is_deprecated,
        abilities=each.kind.build(each.options, context),
    )
