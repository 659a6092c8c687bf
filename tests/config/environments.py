"""Environments to start from, and how to read the faults of one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from config.settings import ConfigurationError
from dds_upload.bootstrap.settings import load

KEY = "k" * 32

#: A Swift without its prefix: everything that has no default.
SWIFT_NEEDS = {
    "ACCT": "AUTH_test",
    "URL_ROOT": "http://swift.example:8080",
    "USER": "test:tester",
    "PASS": "the-password",
    "PRIMARY_KEY": "the-primary-key",
}


def behind(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


#: One Swift, and the key it needs.
SWIFT = {
    "STORAGE_PROVIDER_TYPE": "swift",
    "SECRET_KEY_BASE": KEY,
    **behind("SWIFT", SWIFT_NEEDS),
}

#: How a Swift is signed in to with Keystone, and what it needs besides.
KEYSTONE_NEEDS = {
    "OS_AUTH_URL": "https://keystone.example:5000/v3",
    "OS_USERNAME": "uploader",
    "OS_PASSWORD": "the-keystone-password",
    "OS_PROJECT_NAME": "mice",
}

#: One Swift behind Keystone.
KEYSTONE = {
    "STORAGE_PROVIDER_TYPE": "swift",
    "SECRET_KEY_BASE": KEY,
    "SWIFT_PRIMARY_KEY": "the-primary-key",
    **KEYSTONE_NEEDS,
}

#: The same by an application credential.
CREDENTIAL = {
    "STORAGE_PROVIDER_TYPE": "swift",
    "SECRET_KEY_BASE": KEY,
    "SWIFT_PRIMARY_KEY": "the-primary-key",
    "OS_AUTH_URL": "https://keystone.example:5000/v3",
    "OS_APPLICATION_CREDENTIAL_ID": "credential-id",
    "OS_APPLICATION_CREDENTIAL_SECRET": "the-credential-secret",
}

#: A Swift and a local disk; the Swift is the default.
BOTH = {
    "STORAGE_PROVIDERS": "fast,archive",
    "SECRET_KEY_BASE": KEY,
    "FAST_TYPE": "swift",
    "FAST_DEFAULT": "true",
    **behind("FAST", SWIFT_NEEDS),
    "ARCHIVE_TYPE": "local",
}


def environment_with(name: str) -> Mapping[str, str]:
    """One in which that variable of a Swift is read."""
    if not name.startswith("OS_"):
        return SWIFT
    return CREDENTIAL if "CREDENTIAL" in name else KEYSTONE


def faults(environ: Mapping[str, str], var: Path) -> list[str]:
    """What is wrong with an environment that something is wrong with."""
    with pytest.raises(ConfigurationError) as caught:
        load(environ, var=var)
    return caught.value.faults
