"""The kind `swift`: an account at OpenStack Swift."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dds_upload.core.settings import addresses, parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Clash, Setting
from dds_upload.core.storage.kinds import (
    CHUNK_MAX_NUMBER,
    CHUNK_MAX_SIZE_BYTES,
    PolicyRows,
    StorageKind,
)
from providers.swift.build import build_swift
from providers.swift.options import SwiftOptions

POLICY = PolicyRows(
    description=Setting(
        "DESCRIPTION",
        parsing.text,
        "what people read about it",
        default="OpenStack Swift storage",
    ),
    chunk_hash_algorithm=Setting(
        "CHUNK_HASH_ALGORITHM",
        parsing.one_of("md5"),
        "of each chunk's digest; md5 is the only one Swift can check",
        default="md5",
    ),
    chunk_max_number=replace(
        CHUNK_MAX_NUMBER,
        purpose=f"{CHUNK_MAX_NUMBER.purpose}; for Swift at most its max_manifest_segments",
    ),
    chunk_max_size_bytes=replace(
        CHUNK_MAX_SIZE_BYTES,
        purpose=f"{CHUNK_MAX_SIZE_BYTES.purpose}; for Swift at most its max_file_size",
    ),
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
USER = Setting("USER", parsing.text, "the user that signs in to Swift: test:tester", required=True)
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
    parsing.secret,
    "the account's second TempURL key; after a rotation the old one, for URLs handed out before",
    secret=True,
)


def read_options(reader: Reader, prefix: str) -> SwiftOptions:
    """The options of the provider with that prefix."""
    return SwiftOptions(
        account=reader.read(ACCT, prefix),
        url_root=reader.read(URL_ROOT, prefix),
        version=reader.read(VERSION, prefix),
        auth_uri=reader.read(AUTH_URI, prefix),
        user=reader.read(USER, prefix),
        password=reader.read(PASS, prefix),
        primary_key=reader.read(PRIMARY_KEY, prefix),
        secondary_key=reader.read(SECONDARY_KEY, prefix),
    )


def clash(one: SwiftOptions, other: SwiftOptions) -> Clash | None:
    """Two providers need two accounts, at one cluster or at two."""
    if (one.url_root, one.account) == (other.url_root, other.account) != ("", ""):
        return Clash(ACCT, "must not be one account")
    return None


KIND: Final = StorageKind(
    word="swift",
    title="OpenStack Swift",
    policy_rows=POLICY,
    rows=(ACCT, URL_ROOT, VERSION, AUTH_URI, USER, PASS, PRIMARY_KEY, SECONDARY_KEY),
    read=read_options,
    build=build_swift,
    clash=clash,
    talkative={"swiftclient": "WARNING"},
    # The original service takes this variable for the sign that there is a Swift.
    telltale=ACCT,
)
