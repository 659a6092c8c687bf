"""Rules between providers, and between the limits of one provider. They read nothing.

Each rule gives a sentence for every fault, with the names of the variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from config.provider_settings import ProviderSettings
from config.provider_table import DISPLAY_NAME, ID
from dds_upload.core.settings.rows import Clash
from dds_upload.core.storage.policy import SIZE_MAX


def faults_among(providers: Sequence[ProviderSettings]) -> Iterator[str]:
    """Everything wrong with these providers that no variable shows alone."""
    for provider in providers:
        yield from _faults_of(provider)
    for one, other in combinations(providers, 2):
        for clash in _clashes(one, other):
            yield clash.sentence(one.prefix, other.prefix)


def _faults_of(provider: ProviderSettings) -> Iterator[str]:
    prefix = provider.prefix
    if provider.is_default and provider.is_deprecated:
        yield f"{prefix}_DEPRECATED must not be true for the default provider"
    if provider.policy.file_max_size_bytes > SIZE_MAX:
        yield (
            f"{prefix}_CHUNK_MAX_NUMBER times {prefix}_CHUNK_MAX_SIZE_BYTES "
            f"must not be more than {SIZE_MAX}"
        )


def _clashes(one: ProviderSettings, other: ProviderSettings) -> Iterator[Clash]:
    if one.display_name.casefold() == other.display_name.casefold():
        yield Clash(DISPLAY_NAME, "must not be the same")
    if one.id == other.id:
        yield Clash(ID, "must not be the same")
    if one.kind is other.kind:
        found = one.kind.clash(one.options, other.options)
        if found is not None:
            yield found
