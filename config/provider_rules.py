"""What must hold between providers, and between the limits of one. Reads nothing.

Each rule gives a sentence for every fault, by the names of variables.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from config.provider_settings import LocalSettings, ProviderSettings, SwiftSettings
from dds_upload.core.storage.policy import SIZE_MAX


def faults_among(providers: Sequence[ProviderSettings]) -> Iterator[str]:
    """Everything wrong with these providers that no variable shows alone."""
    for provider in providers:
        yield from _faults_of(provider)
    yield from _repetitions(providers, "DISPLAY_NAME", lambda one: one.display_name.casefold())
    yield from _repetitions(providers, "ID", lambda one: one.id)
    for one, other in combinations(providers, 2):
        yield from _shared_storage(one, other)


def _faults_of(provider: ProviderSettings) -> Iterator[str]:
    prefix = provider.prefix
    if provider.is_default and provider.is_deprecated:
        yield f"{prefix}_DEPRECATED must not be true for the default provider"
    if provider.policy.file_max_size_bytes > SIZE_MAX:
        yield (
            f"{prefix}_CHUNK_MAX_NUMBER times {prefix}_CHUNK_MAX_SIZE_BYTES "
            f"must not be more than {SIZE_MAX}"
        )


def _repetitions(
    providers: Sequence[ProviderSettings], name: str, key: Callable[[ProviderSettings], Hashable]
) -> Iterator[str]:
    for one, other in combinations(providers, 2):
        if key(one) == key(other):
            yield f"{one.prefix}_{name} and {other.prefix}_{name} must not be the same"


def _shared_storage(one: ProviderSettings, other: ProviderSettings) -> Iterator[str]:
    """Two providers on one storage would each clear away what the other keeps."""
    match one.options, other.options:
        case SwiftSettings() as a, SwiftSettings() as b:
            if (a.url_root, a.account) == (b.url_root, b.account) != ("", ""):
                yield f"{one.prefix}_ACCT and {other.prefix}_ACCT must not be one account"
        case LocalSettings() as a, LocalSettings() as b:
            # Links are followed, as two names for one folder are no two folders.
            here, there = _real(a.root), _real(b.root)
            if here.is_relative_to(there) or there.is_relative_to(here):
                yield f"{one.prefix}_ROOT and {other.prefix}_ROOT must not contain each other"


def _real(path: Path) -> Path:
    """Unlike Path.resolve this raises nothing, not even for links that lead in a circle."""
    return Path(os.path.realpath(path))
