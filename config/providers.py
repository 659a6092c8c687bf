"""Reads the configured storage providers.

It reads variables only. When the service starts, the storage itself is asked whether it can be
reached and can hold what its policy promises.
"""

from __future__ import annotations

from typing import Any

from config import provider_table as rows
from config.provider_rules import faults_among
from config.provider_settings import ProviderSettings, id_of
from config.provider_table import STORAGE_PROVIDERS, Kinds
from dds_upload.core.settings.reading import Reader
from dds_upload.core.storage.kinds import PolicyRows, StorageKind
from dds_upload.core.storage.policy import ProviderPolicy


def read_providers(reader: Reader, kinds: Kinds) -> tuple[ProviderSettings, ...]:
    """All providers in the order in which they are named; after a fault those that can be read."""
    by_word = {kind.word: kind for kind in kinds}
    words = _words(reader, kinds)
    if not reader.is_set(STORAGE_PROVIDERS):
        reader = reader.alone()
    default = _default(reader, list(words))
    providers = tuple(
        _provider(reader, prefix, by_word[word], prefix == default)
        for prefix, word in words.items()
        if word
    )
    for fault in faults_among(providers):
        reader.fault(fault)
    return providers


def _words(reader: Reader, kinds: Kinds) -> dict[str, str]:
    """The word of each prefix's kind; it is empty where it is a fault."""
    alone = rows.single_provider_type(kinds)
    prefixes = reader.read(STORAGE_PROVIDERS)
    if not reader.is_set(STORAGE_PROVIDERS):
        _check_telltales(reader, kinds)
        word = reader.read(alone)
        return {word.upper(): word}
    if reader.is_set(alone):
        reader.fault(f"{alone.name} and {STORAGE_PROVIDERS.name} must not both be set")
    return {prefix: reader.read(rows.provider_type(kinds), prefix) for prefix in prefixes}


def _check_telltales(reader: Reader, kinds: Kinds) -> None:
    """Report a setting of a kind that is not named.

    To go on with the default kind would surprise an operator who kept an older environment.
    """
    alone = rows.single_provider_type(kinds)
    for kind in kinds:
        telltale, prefix = kind.telltale, kind.word.upper()
        if telltale and reader.is_set(telltale, prefix) and not reader.is_set(alone):
            reader.fault(f"{alone.name} must be set where {telltale.name_for(prefix)} is")


def _default(reader: Reader, prefixes: list[str]) -> str:
    """The default provider's prefix; an only provider is the default."""
    chosen = [prefix for prefix in prefixes if reader.read(rows.DEFAULT, prefix)]
    if len(prefixes) == 1:
        return prefixes[0]
    if prefixes and len(chosen) != 1:
        names = ", ".join(rows.DEFAULT.name_for(prefix) for prefix in prefixes)
        reader.fault(f"exactly one must be true of {names}")
    # None or several defaults are a fault already; no second fault is made of it.
    return chosen[0] if len(chosen) == 1 else ""


def _provider(
    reader: Reader, prefix: str, kind: StorageKind[Any], is_default: bool
) -> ProviderSettings:
    return ProviderSettings(
        id=reader.read(rows.ID, prefix) or id_of(prefix),
        prefix=prefix,
        display_name=reader.read(rows.DISPLAY_NAME, prefix),
        description=reader.read(kind.policy_rows.description, prefix),
        policy=_policy(reader, prefix, kind.policy_rows),
        is_default=is_default,
        is_deprecated=reader.read(rows.DEPRECATED, prefix),
        kind=kind,
        options=kind.read(reader, prefix),
    )


def _policy(reader: Reader, prefix: str, rows: PolicyRows) -> ProviderPolicy:
    return ProviderPolicy(
        chunk_hash_algorithm=reader.read(rows.chunk_hash_algorithm, prefix),
        chunk_max_number=reader.read(rows.chunk_max_number, prefix),
        chunk_max_size_bytes=reader.read(rows.chunk_max_size_bytes, prefix),
    )
