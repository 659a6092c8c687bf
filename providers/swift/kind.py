"""The kind `swift`: an account at OpenStack Swift."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from dds_upload.core.secret import Secret
from dds_upload.core.settings import addresses, parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Clash, Setting
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.kinds import (
    CHUNK_MAX_NUMBER,
    CHUNK_MAX_SIZE_BYTES,
    PolicyRows,
    ProviderContext,
    StorageKind,
)
from providers.swift.options import KeystoneOptions, SwiftOptions
from providers.swift.signing_in import rows as keystone_rows
from providers.swift.url_keys import ACCOUNT, CONTAINER

POLICY = PolicyRows(
    description=Setting(
        "DESCRIPTION",
        parsing.text,
        "a description for people",
        default="OpenStack Swift storage",
    ),
    chunk_hash_algorithm=Setting(
        "CHUNK_HASH_ALGORITHM",
        parsing.one_of("md5"),
        "the algorithm of each chunk's digest; md5 is the only one that Swift can check",
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
    "ACCT",
    addresses.url_segment,
    "the account that holds the containers: AUTH_test; optional with OS_AUTH_URL",
    required=True,
)
URL_ROOT = Setting(
    "URL_ROOT",
    addresses.origin,
    "where clients reach Swift: https://swift.example:8080; optional with OS_AUTH_URL",
    required=True,
)
VERSION = Setting(
    "VERSION",
    addresses.url_segment,
    "the first part of Swift's storage paths; not with OS_AUTH_URL",
    default="v1",
)
AUTH_URI = Setting(
    "AUTH_URI",
    addresses.url_path,
    "where Swift itself hands out tokens; not with OS_AUTH_URL",
    default="/auth/v1.0",
)
USER = Setting(
    "USER",
    parsing.text,
    "the user that signs in to Swift: test:tester; none with OS_AUTH_URL",
    required=True,
)
PASS = Setting(
    "PASS",
    parsing.secret,
    "that user's password; none with OS_AUTH_URL",
    required=True,
    secret=True,
)
PRIMARY_KEY = Setting(
    "PRIMARY_KEY",
    parsing.secret,
    "the TempURL key that new URLs are signed with",
    required=True,
    secret=True,
)
KEY_SCOPE = Setting(
    "KEY_SCOPE",
    parsing.one_of(ACCOUNT, CONTAINER),
    "account: one pair of keys for the whole account; container: each container has its own "
    "keys, made from these two, so a leaked key opens no other container",
    default=ACCOUNT,
)
SECONDARY_KEY = Setting(
    "SECONDARY_KEY",
    parsing.secret,
    "the second TempURL key; after a rotation the old one, for URLs handed out before",
    secret=True,
)


CONCURRENCY = Setting(
    "CONCURRENCY",
    parsing.integer(1, 1024),
    "how many calls of one process may wait for Swift at the same time, and how many may send",
    default="16",
)


def read_options(reader: Reader, prefix: str) -> SwiftOptions:
    """The options of the provider with that prefix."""
    keystone = keystone_rows.read_keystone(reader, prefix)
    if keystone is not None:
        return _with_keystone(reader, prefix, keystone)
    return SwiftOptions(
        account=reader.read(ACCT, prefix),
        url_root=reader.read(URL_ROOT, prefix),
        version=reader.read(VERSION, prefix),
        auth_uri=reader.read(AUTH_URI, prefix),
        user=reader.read(USER, prefix),
        password=reader.read(PASS, prefix),
        primary_key=reader.read(PRIMARY_KEY, prefix),
        secondary_key=reader.read(SECONDARY_KEY, prefix),
        key_scope=reader.read(KEY_SCOPE, prefix),
        concurrency=reader.read(CONCURRENCY, prefix),
    )


def _with_keystone(reader: Reader, prefix: str, keystone: KeystoneOptions) -> SwiftOptions:
    """The options if Keystone signs in, and its catalog has the account's address."""
    if reader.is_set(USER, prefix):
        own, other = USER.name_for(prefix), reader.name_of(keystone_rows.AUTH_URL, prefix)
        reader.fault(f"{own} and {other} must not both be set")
    return SwiftOptions(
        account=reader.read(replace(ACCT, required=False), prefix),
        url_root=reader.read(replace(URL_ROOT, required=False), prefix),
        user="",
        password=Secret(""),
        primary_key=reader.read(PRIMARY_KEY, prefix),
        secondary_key=reader.read(SECONDARY_KEY, prefix),
        key_scope=reader.read(KEY_SCOPE, prefix),
        concurrency=reader.read(CONCURRENCY, prefix),
        keystone=keystone,
    )


def clash(one: SwiftOptions, other: SwiftOptions) -> Clash | None:
    """Two providers need two accounts, at one cluster or at two."""
    where = (one.url_root, one.account)
    if where != (other.url_root, other.account):
        return None
    if one.keystone and other.keystone:
        is_one = _project(one.keystone) == _project(other.keystone)
        return Clash(keystone_rows.AUTH_URL, "must not lead to one project") if is_one else None
    return Clash(ACCT, "must not be one account") if where != ("", "") else None


def _project(keystone: KeystoneOptions) -> tuple[Hashable, ...]:
    return keystone.auth_url, keystone.region, keystone.project


def _build(options: SwiftOptions, context: ProviderContext) -> Abilities:
    """Swift's libraries are imported only for a Swift: no other start waits for them."""
    from providers.swift.build import build_swift

    return build_swift(options, context)


KIND: Final = StorageKind(
    word="swift",
    title="OpenStack Swift",
    policy_rows=POLICY,
    rows=(
        ACCT,
        URL_ROOT,
        VERSION,
        AUTH_URI,
        USER,
        PASS,
        PRIMARY_KEY,
        SECONDARY_KEY,
        KEY_SCOPE,
        CONCURRENCY,
        *keystone_rows.ROWS,
    ),
    read=read_options,
    build=_build,
    clash=clash,
    talkative={"swiftclient": "WARNING", "keystoneauth": "WARNING"},
    # For the original service this variable means that there is a Swift.
    telltale=ACCT,
)
