"""Makes the configured storage providers from settings."""

from __future__ import annotations

from config.settings import LocalSettings, ProviderSettings, Settings, SwiftSettings
from dds_upload.core.accounts.keys import signing_key
from dds_upload.core.accounts.secret import Secret
from dds_upload.core.storage.policy import EffectiveLimits, ProviderCapabilities
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from providers.local.options import LocalOptions
from providers.registry import BUILDERS
from providers.swift.options import SwiftOptions


def build_storages(settings: Settings) -> StorageProviders:
    """All of them; nothing is reached yet."""
    return StorageProviders([_storage(each, settings) for each in settings.providers])


def _storage(each: ProviderSettings, settings: Settings) -> StorageProvider:
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
        abilities=BUILDERS[each.kind](_options(each, settings)),
    )


def _options(each: ProviderSettings, settings: Settings) -> LocalOptions | SwiftOptions:
    match each.options:
        case LocalSettings(root, fsync):
            key = signing_key(settings.secret_key_base, f"storage urls of {each.slug}")
            return LocalOptions(root, each.slug, key, fsync)
        case SwiftSettings() as swift:
            return SwiftOptions(
                account=swift.account,
                url_root=swift.url_root,
                user=swift.user,
                password=swift.password,
                primary_key=swift.primary_key,
                secondary_key=swift.secondary_key or Secret(""),
                version=swift.version,
                auth_uri=swift.auth_uri,
                cors_origins=" ".join(settings.cors_origins),
            )
