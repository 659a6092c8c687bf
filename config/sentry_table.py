"""The variables of chunks by content and of the Sentry protocol: SENTRY_, UPLOAD_.

A part of `table`, under the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_upload.core.settings import addresses, parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Setting
from dds_upload.core.storage.policy import SIZE_MAX

#: With more, clients run out of connections.
CONCURRENCY_MAX = 16

CHUNK_SIZE = Setting(
    "SENTRY_CHUNK_SIZE",
    parsing.power_of_two(2**30),
    "the size of sentry-cli's chunks in bytes, a power of two; smaller where the provider's "
    "limit is smaller",
    default="8388608",
)
CHUNKS_PER_REQUEST = Setting(
    "SENTRY_CHUNKS_PER_REQUEST",
    parsing.integer(1, 1000),
    "the most chunks that sentry-cli may send in one request",
    default="64",
)
MAX_REQUEST_SIZE = Setting(
    "SENTRY_MAX_REQUEST_SIZE",
    parsing.integer(1, 2**40),
    "the most bytes of chunks in one request; a proxy must allow 0.1 % and 128 KiB more",
    default="33554432",
)
CONCURRENCY = Setting(
    "SENTRY_CONCURRENCY",
    parsing.integer(1, CONCURRENCY_MAX),
    "how many requests one sentry-cli sends at the same time",
    default="8",
)
MAX_FILE_SIZE = Setting(
    "SENTRY_MAX_FILE_SIZE",
    parsing.optional(parsing.integer(1, SIZE_MAX)),
    "the largest file from sentry-cli in bytes; else the largest that the provider can join",
)
UPLOAD_URL_PREFIX = Setting(
    "UPLOAD_URL_PREFIX",
    parsing.optional(addresses.url_prefix),
    "the address to which sentry-cli sends chunks, if not PUBLIC_URL: scheme, host, perhaps a path",
)
UPLOAD_CONCURRENCY = Setting(
    "UPLOAD_CONCURRENCY",
    parsing.integer(1, 1024),
    "how many chunks by content one server process writes to storage at the same time",
    default="8",
)
SENTRY: tuple[Setting[Any], ...] = (
    CHUNK_SIZE, CHUNKS_PER_REQUEST, MAX_REQUEST_SIZE, CONCURRENCY, MAX_FILE_SIZE,
    UPLOAD_URL_PREFIX, UPLOAD_CONCURRENCY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentrySettings:
    """The limits that sentry-cli is given; sizes in bytes.

    With `max_file_size` None, only the provider bounds files.
    """

    chunk_size: int
    chunks_per_request: int
    max_request_size: int
    concurrency: int
    max_file_size: int | None


def read_sentry(reader: Reader) -> SentrySettings:
    """Read the variables that begin with SENTRY_."""
    settings = SentrySettings(
        chunk_size=reader.read(CHUNK_SIZE),
        chunks_per_request=reader.read(CHUNKS_PER_REQUEST),
        max_request_size=reader.read(MAX_REQUEST_SIZE),
        concurrency=reader.read(CONCURRENCY),
        max_file_size=reader.read(MAX_FILE_SIZE),
    )
    if settings.max_request_size < settings.chunk_size:
        reader.fault(f"{MAX_REQUEST_SIZE.name} must not be less than {CHUNK_SIZE.name}")
    return settings
