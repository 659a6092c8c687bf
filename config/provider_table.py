"""The variables of one storage provider, each behind the provider's prefix: FAST_TYPE, FAST_ID.

A part of `table`, under the same rules. What only one kind of storage has comes with that kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dds_upload.core.settings import parsing
from dds_upload.core.settings.rows import Setting
from dds_upload.core.storage.kinds import StorageKind

#: The kinds of storage that can be named, the one that holds unasked first.
Kinds = Sequence[StorageKind[Any]]

ID = Setting(
    "ID",
    parsing.optional(parsing.identifier),
    "pins the provider's id, a UUID, so that its prefix can change; else made from the prefix",
)
DEFAULT = Setting(
    "DEFAULT",
    parsing.boolean,
    "of several exactly one is the default, for uploads that name no provider",
    default="false",
)
DEPRECATED = Setting(
    "DEPRECATED",
    parsing.boolean,
    "true refuses new uploads, open ones go on and files stay readable; not for the default",
    default="false",
)
DISPLAY_NAME = Setting(
    "DISPLAY_NAME", parsing.text, "the name people see; each provider its own", default="{title}"
)
STORAGE_PROVIDERS = Setting(
    "STORAGE_PROVIDERS",
    parsing.prefixes,
    "instead, for several: their prefixes; fast,archive makes FAST_TYPE, ARCHIVE_ROOT and so on",
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
