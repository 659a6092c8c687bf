"""Kinds of storage: the name, the settings and the builder of each.

A kind is one value of StorageKind, in a folder of its own. Settings are read and providers are
built only through it, so no other code has to know which kinds there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from dds_upload.core.settings import parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Clash, Setting
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.policy import SIZE_MAX

Options = TypeVar("Options")

#: Chunks are numbered in 32 bits.
CHUNK_NUMBER_MAX = 2**31 - 1

#: How long a signed URL is good by default.
URL_DURATION = timedelta(minutes=5)

CHUNK_MAX_NUMBER = Setting(
    "CHUNK_MAX_NUMBER",
    parsing.integer(1, CHUNK_NUMBER_MAX),
    "the most chunks a file may have",
    default="1000",
)
CHUNK_MAX_SIZE_BYTES = Setting(
    "CHUNK_MAX_SIZE_BYTES",
    parsing.integer(1, SIZE_MAX),
    "the largest chunk in bytes, 5 GiB",
    default="5368709120",
)


@dataclass(frozen=True)
class PolicyRows:
    """The settings of every provider that a kind words in its own way, or narrows."""

    description: Setting[str]
    chunk_hash_algorithm: Setting[str]
    chunk_max_number: Setting[int] = CHUNK_MAX_NUMBER
    chunk_max_size_bytes: Setting[int] = CHUNK_MAX_SIZE_BYTES


@dataclass(frozen=True)
class ProviderContext:
    """Facts about the service that one provider gets to know.

    `slug` is the provider's name in URLs. `url_key` is its own key, for signing URLs that lead back
    to the service. URLs that were signed with `secondary_url_key`, if there is one, are accepted,
    too. `browser_origins` are the origins of web pages that may call the service, or `*` alone for
    all. `url_duration` is how long a signed URL is good.
    """

    slug: str
    url_key: bytes = field(repr=False)
    browser_origins: tuple[str, ...]
    url_duration: timedelta = URL_DURATION
    secondary_url_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StorageKind(Generic[Options]):
    """One kind of storage.

    Operators write `word`; `title` explains it. `rows` are the settings that only this kind has.
    `read` makes options of them for the provider with a prefix, after a fault from their defaults.
    `build` connects to nothing: whether storage can be reached is asked later.
    """

    word: str
    title: str
    policy_rows: PolicyRows
    rows: tuple[Setting[Any], ...]
    read: Callable[[Reader, str], Options]
    build: Callable[[Options, ProviderContext], Abilities]
    #: Whether two sets of options mean one storage: two providers there would remove each other's
    #: objects.
    clash: Callable[[Options, Options], Clash | None]
    #: Whether its bytes lie on this machine, so that no other machine can serve them.
    is_on_this_host: bool = False
    #: The folders of this machine that hold the bytes of a provider with such options.
    folders: Callable[[Options], Sequence[Path]] = lambda options: ()
    #: Loggers of its library that write out what they send, each with the level that stops that.
    talkative: Mapping[str, str] = field(default_factory=dict)
    #: A setting that is given for no other kind; where it is set, the kind must be named, too.
    telltale: Setting[Any] | None = None
