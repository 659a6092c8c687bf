"""All settings of the service, read at once; no other code reads settings from the environment.

    settings = load(os.environ, kinds)

The kinds of storage are arguments, each with its own settings. Here settings are checked against
each other; the real storage and database are asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from config import secret_key, sentry_table, table
from config.provider_settings import ProviderSettings
from config.provider_table import Kinds
from config.providers import read_providers
from config.sentry_table import SentrySettings
from config.serving_table import ServingSettings, read_serving
from config.verification_table import VerificationSettings, read_verification
from dds_upload.core.secret import Secret
from dds_upload.core.settings.reading import ConfigurationError, Reader
from dds_upload.core.uploads.open_uploads import OpenLimits
from dds_upload.core.uploads.retention import Retention

__all__ = [
    "ConfigurationError",
    "ProviderSettings",
    "SentrySettings",
    "ServingSettings",
    "Settings",
    "VerificationSettings",
    "load",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's decisions; `table` says what each setting is for.

    The database's URL is secret since it may contain a password. With `public_url` None, each
    request's own scheme and host are used.
    """

    database_url: Secret
    prepared_statements: bool
    secret_key_base: Secret
    secondary_secret_key_base: Secret | None
    cors_origins: tuple[str, ...]
    public_url: str | None
    portal_root: Path
    signed_url_duration: timedelta
    upload_expiry: timedelta
    open_limits: OpenLimits
    retention: Retention
    events_kept: timedelta
    host: str
    port: int
    workers: int
    threads: int
    log_level: str
    debug: bool
    upload_url_prefix: str | None
    upload_concurrency: int
    sentry: SentrySettings
    serving: ServingSettings
    verification: VerificationSettings
    providers: tuple[ProviderSettings, ...]

    @property
    def is_embedded(self) -> bool:
        """Whether all data is on this host: the database is SQLite, all storage on this machine."""
        on_sqlite = self.database_url.reveal().startswith("sqlite:")
        return on_sqlite and all(provider.kind.is_on_this_host for provider in self.providers)


def load(environ: Mapping[str, str], kinds: Kinds, *, var: Path = Path("var")) -> Settings:
    """Read and check all settings; raises ConfigurationError with all faults at once.

    `var` is the folder of everything that has no configured place, such as the SQLite file. If no
    signing key is set, and all data is on this host, a key is made there. Otherwise this only reads
    files named by NAME_FILE. Settings with a fault make no key.
    """
    reader = Reader(environ, var)
    settings = _read(reader, kinds)
    if not reader.is_set(table.SECRET_KEY_BASE) and not settings.is_embedded:
        reader.fault(
            "SECRET_KEY_BASE must be set, unless the database is SQLite and all storage is on this"
            " machine"
        )
    if settings.secondary_secret_key_base == settings.secret_key_base:
        reader.fault("SECONDARY_SECRET_KEY_BASE must be another one than SECRET_KEY_BASE")
    reader.raise_faults()
    if settings.secret_key_base:
        return settings
    return replace(settings, secret_key_base=secret_key.read_or_make(var))


def _read(reader: Reader, kinds: Kinds) -> Settings:
    return Settings(
        database_url=reader.read(table.DATABASE_URL),
        prepared_statements=reader.read(table.DATABASE_PREPARED_STATEMENTS),
        secret_key_base=reader.read(table.SECRET_KEY_BASE),
        secondary_secret_key_base=reader.read(table.SECONDARY_SECRET_KEY_BASE),
        cors_origins=reader.read(table.CORS_ORIGINS),
        public_url=reader.read(table.PUBLIC_URL),
        portal_root=reader.read(table.PORTAL_ROOT),
        signed_url_duration=reader.read(table.SIGNED_URL_DURATION),
        upload_expiry=reader.read(table.UPLOAD_EXPIRY),
        open_limits=OpenLimits(
            reader.read(table.MAX_OPEN_UPLOADS), reader.read(table.MAX_OPEN_BYTES)
        ),
        retention=Retention(
            unused=reader.read(table.UNUSED_EXPIRY),
            failed=reader.read(table.FAILED_EXPIRY),
            deleted=reader.read(table.DELETED_KEPT),
        ),
        events_kept=reader.read(table.EVENTS_KEPT),
        host=reader.read(table.DDS_HOST),
        port=reader.read(table.DDS_PORT),
        workers=reader.read(table.DDS_WORKERS),
        threads=reader.read(table.DDS_THREADS),
        log_level=reader.read(table.LOG_LEVEL),
        debug=reader.read(table.DEBUG),
        upload_url_prefix=reader.read(sentry_table.UPLOAD_URL_PREFIX),
        upload_concurrency=reader.read(sentry_table.UPLOAD_CONCURRENCY),
        serving=read_serving(reader),
        verification=read_verification(reader),
        sentry=sentry_table.read_sentry(reader),
        providers=read_providers(reader, kinds),
    )
