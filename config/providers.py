"""Reads the configured storage providers.

Variables only: whether a storage can be reached, and holds what its policy promises, is asked of
the storage when the service starts.
"""

from __future__ import annotations

from config import provider_table as rows
from config.provider_rules import faults_among
from config.provider_settings import LocalSettings, ProviderSettings, SwiftSettings, id_of
from config.reading import Reader
from config.table import STORAGE_PROVIDER_TYPE, STORAGE_PROVIDERS
from dds_upload.core.storage.policy import ProviderPolicy


def read_providers(reader: Reader) -> tuple[ProviderSettings, ...]:
    """All providers in the order they are named in; after a fault as many as can be understood."""
    kinds = _kinds(reader)
    default = _default(reader, list(kinds))
    providers = tuple(
        _provider(reader, prefix, kind, prefix == default) for prefix, kind in kinds.items() if kind
    )
    for fault in faults_among(providers):
        reader.fault(fault)
    return providers


def _kinds(reader: Reader) -> dict[str, str]:
    """Each provider's prefix and kind; the kind is empty where it is a fault."""
    prefixes = reader.read(STORAGE_PROVIDERS)
    if not reader.is_set(STORAGE_PROVIDERS):
        return _single(reader)
    if reader.is_set(STORAGE_PROVIDER_TYPE):
        reader.fault("STORAGE_PROVIDER_TYPE and STORAGE_PROVIDERS must not both be set")
    return {prefix: reader.read(rows.TYPE, prefix) for prefix in prefixes}


def _single(reader: Reader) -> dict[str, str]:
    # The original service takes this variable for the sign that there is a Swift; to go on with
    # a local disk would surprise whoever brings its environment along.
    if reader.is_set(rows.ACCT, "SWIFT") and not reader.is_set(STORAGE_PROVIDER_TYPE):
        reader.fault("STORAGE_PROVIDER_TYPE must be set where SWIFT_ACCT is")
    kind = reader.read(STORAGE_PROVIDER_TYPE)
    return {kind.upper(): kind}


def _default(reader: Reader, prefixes: list[str]) -> str:
    """The default provider's prefix; one provider alone is it by itself."""
    chosen = [prefix for prefix in prefixes if reader.read(rows.DEFAULT, prefix)]
    if len(prefixes) == 1:
        return prefixes[0]
    if prefixes and len(chosen) != 1:
        names = ", ".join(rows.DEFAULT.name_for(prefix) for prefix in prefixes)
        reader.fault(f"exactly one must be true of {names}")
    # With none or several there is a fault already; no provider is to be blamed for another.
    return chosen[0] if len(chosen) == 1 else ""


def _provider(reader: Reader, prefix: str, kind: str, is_default: bool) -> ProviderSettings:
    is_swift = kind == rows.SWIFT
    description = rows.SWIFT_DESCRIPTION if is_swift else rows.LOCAL_DESCRIPTION
    return ProviderSettings(
        id=reader.read(rows.ID, prefix) or id_of(prefix),
        prefix=prefix,
        display_name=reader.read(rows.DISPLAY_NAME, prefix),
        description=reader.read(description, prefix),
        policy=_policy(reader, prefix, is_swift),
        is_default=is_default,
        is_deprecated=reader.read(rows.DEPRECATED, prefix),
        options=_swift(reader, prefix) if is_swift else _local(reader, prefix),
    )


def _policy(reader: Reader, prefix: str, is_swift: bool) -> ProviderPolicy:
    algorithm = rows.SWIFT_CHUNK_HASH_ALGORITHM if is_swift else rows.LOCAL_CHUNK_HASH_ALGORITHM
    return ProviderPolicy(
        chunk_hash_algorithm=reader.read(algorithm, prefix),
        chunk_max_number=reader.read(rows.CHUNK_MAX_NUMBER, prefix),
        chunk_max_size_bytes=reader.read(rows.CHUNK_MAX_SIZE_BYTES, prefix),
    )


def _swift(reader: Reader, prefix: str) -> SwiftSettings:
    return SwiftSettings(
        account=reader.read(rows.ACCT, prefix),
        url_root=reader.read(rows.URL_ROOT, prefix),
        version=reader.read(rows.VERSION, prefix),
        auth_uri=reader.read(rows.AUTH_URI, prefix),
        user=reader.read(rows.USER, prefix),
        password=reader.read(rows.PASS, prefix),
        primary_key=reader.read(rows.PRIMARY_KEY, prefix),
        secondary_key=reader.read(rows.SECONDARY_KEY, prefix),
    )


def _local(reader: Reader, prefix: str) -> LocalSettings:
    return LocalSettings(reader.read(rows.ROOT, prefix), reader.read(rows.FSYNC, prefix))
