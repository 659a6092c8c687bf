"""The variables of one storage provider, each behind the provider's prefix: FAST_TYPE, FAST_ID.

A part of `table`, under the same rules. Settings of only one kind of storage are in its folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dds_upload.core.settings import parsing
from dds_upload.core.settings.rows import Setting
from dds_upload.core.storage.kinds import StorageKind

#: The kinds of storage that can be named; the first is the default.
Kinds = Sequence[StorageKind[Any]]

ID = Setting(
    "ID",
    parsing.optional(parsing.identifier),
    "fixes the provider's id, a UUID, so that its prefix can change; else the id is made from"
    " the prefix",
)
DEFAULT = Setting(
    "DEFAULT",
    parsing.boolean,
    "true for the provider of uploads that name none; of several providers exactly one",
    default="false",
)
DEPRECATED = Setting(
    "DEPRECATED",
    parsing.boolean,
    "true: new uploads are refused, open ones go on and files stay readable; not for the "
    "default provider",
    default="false",
)
DISPLAY_NAME = Setting(
    "DISPLAY_NAME",
    parsing.text,
    "the name that people see; each provider has another",
    default="{title}",
)
STORAGE_PROVIDERS = Setting(
    "STORAGE_PROVIDERS",
    parsing.prefixes,
    "for several providers, instead of STORAGE_PROVIDER_TYPE: their prefixes; fast,archive "
    "makes FAST_TYPE, ARCHIVE_ROOT and so on",
)


def provider_type(kinds: Kinds) -> Setting[str]:
    """The kind of a provider that has a prefix of its own."""
    words = [kind.word for kind in kinds]
    purpose = f"with STORAGE_PROVIDERS: {' or '.join(words)}"
    return Setting("TYPE", parsing.one_of(*words), purpose, required=True)


def single_provider_type(kinds: Kinds) -> Setting[str]:
    """The kind of an installation's only provider."""
    titles = " or ".join(f"{kind.word} ({kind.title})" for kind in kinds)
    return Setting(
        "STORAGE_PROVIDER_TYPE",
        parsing.one_of(*(kind.word for kind in kinds)),
        f"the kind of the one storage provider: {titles}",
        default=kinds[0].word,
    )


def rows_of(kind: StorageKind[Any], kinds: Kinds) -> tuple[Setting[Any], ...]:
    """Every row of a provider of that kind."""
    own = kind.policy_rows
    return (
        provider_type(kinds), ID, DEFAULT, DEPRECATED, DISPLAY_NAME, own.chunk_max_number,
        own.chunk_max_size_bytes, own.description, own.chunk_hash_algorithm, *kind.rows,
    )  # fmt: skip
