"""The variables of one storage provider, each behind the provider's prefix: SWIFT_ACCT, FAST_ACCT.

A part of `table`, under the same rules.
"""

from __future__ import annotations

from typing import Any

from config import addresses, parsing
from config.reading import Setting
from dds_upload.core.storage.policy import SIZE_MAX

#: The words for the kinds of storage there are.
SWIFT = "swift"
LOCAL = "local"

#: Chunks are numbered in 32 bits.
CHUNK_NUMBER_MAX = 2**31 - 1

TYPE = Setting(
    "TYPE", parsing.one_of(SWIFT, LOCAL), "with STORAGE_PROVIDERS: swift or local", required=True
)
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
CHUNK_MAX_NUMBER = Setting(
    "CHUNK_MAX_NUMBER",
    parsing.integer(1, CHUNK_NUMBER_MAX),
    "the most chunks a file may have; for Swift at most its max_manifest_segments",
    default="1000",
)
CHUNK_MAX_SIZE_BYTES = Setting(
    "CHUNK_MAX_SIZE_BYTES",
    parsing.integer(1, SIZE_MAX),
    "the largest chunk in bytes, 5 GiB; for Swift at most its max_file_size",
    default="5368709120",
)
COMMON = (TYPE, ID, DEFAULT, DEPRECATED, DISPLAY_NAME, CHUNK_MAX_NUMBER, CHUNK_MAX_SIZE_BYTES)

SWIFT_DESCRIPTION = Setting(
    "DESCRIPTION", parsing.text, "what people are told about it", default="OpenStack Swift storage"
)
SWIFT_CHUNK_HASH_ALGORITHM = Setting(
    "CHUNK_HASH_ALGORITHM",
    parsing.one_of("md5"),
    "of each chunk's digest; md5 is the only one Swift can check",
    default="md5",
)
ACCT = Setting(
    "ACCT", addresses.url_segment, "the account that holds the containers: AUTH_test", required=True
)
URL_ROOT = Setting(
    "URL_ROOT",
    addresses.origin,
    "scheme, host and port of Swift as clients reach it: https://swift.example:8080",
    required=True,
)
VERSION = Setting(
    "VERSION", addresses.url_segment, "the first part of Swift's storage paths", default="v1"
)
AUTH_URI = Setting(
    "AUTH_URI", addresses.url_path, "where Swift hands out tokens", default="/auth/v1.0"
)
USER = Setting("USER", parsing.text, "who signs in to Swift: test:tester", required=True)
PASS = Setting("PASS", parsing.secret, "the user's password", required=True, secret=True)
PRIMARY_KEY = Setting(
    "PRIMARY_KEY",
    parsing.secret,
    "the account's TempURL key that new URLs are signed with",
    required=True,
    secret=True,
)
SECONDARY_KEY = Setting(
    "SECONDARY_KEY",
    parsing.optional(parsing.secret),
    "the account's second TempURL key; after a rotation the old one, for URLs handed out before",
    secret=True,
)

LOCAL_DESCRIPTION = Setting(
    "DESCRIPTION", parsing.text, "what people are told about it", default="Local disk storage"
)
LOCAL_CHUNK_HASH_ALGORITHM = Setting(
    "CHUNK_HASH_ALGORITHM",
    parsing.one_of("md5", "sha1", "sha256"),
    "of each chunk's digest: md5, sha1 or sha256; older clients send md5 only",
    default="md5",
)
ROOT = Setting("ROOT", parsing.folder, "the folder that holds the bytes", default="{var}/storage")
FSYNC = Setting(
    "FSYNC",
    parsing.boolean,
    "false is faster, and a power cut may lose chunks that were answered as stored",
    default="true",
)

#: The rows of each kind of provider.
PROVIDER: dict[str, tuple[Setting[Any], ...]] = {
    LOCAL: (*COMMON, LOCAL_DESCRIPTION, LOCAL_CHUNK_HASH_ALGORITHM, ROOT, FSYNC),
    SWIFT: (
        *COMMON, SWIFT_DESCRIPTION, SWIFT_CHUNK_HASH_ALGORITHM, ACCT, URL_ROOT, VERSION, AUTH_URI,
        USER, PASS, PRIMARY_KEY, SECONDARY_KEY,
    ),
}  # fmt: skip
