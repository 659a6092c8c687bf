"""Keystone in the environment: OpenStack's own names, alone or behind a provider's prefix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dds_upload.bootstrap.settings import load
from dds_upload.core.secret import Secret
from providers.swift.options import KeystoneOptions, SwiftOptions
from tests.config.environments import (
    BOTH,
    CREDENTIAL,
    KEYSTONE,
    KEYSTONE_NEEDS,
    SWIFT,
    behind,
    faults,
)

URL = "https://keystone.example:5000/v3"

#: Two providers at one project.
TWO = {
    "STORAGE_PROVIDERS": "fast,slow",
    "SECRET_KEY_BASE": KEYSTONE["SECRET_KEY_BASE"],
    "FAST_DEFAULT": "true",
    **{f"{it}_TYPE": "swift" for it in ("FAST", "SLOW")},
    **{f"{it}_PRIMARY_KEY": "key" for it in ("FAST", "SLOW")},
    **behind("FAST", KEYSTONE_NEEDS),
    **behind("SLOW", KEYSTONE_NEEDS),
}


def options(environ: Mapping[str, str], var: Path) -> SwiftOptions:
    found = load(environ, var=var).providers[0].options
    assert isinstance(found, SwiftOptions)
    return found


def test_a_user_signs_in_at_keystone_and_the_catalog_says_the_rest(tmp_path: Path) -> None:
    assert options(KEYSTONE, tmp_path) == SwiftOptions(
        account="",
        url_root="",
        user="",
        password=Secret(""),
        primary_key=Secret("the-primary-key"),
        secondary_key=Secret(""),
        keystone=KeystoneOptions(
            auth_url=URL,
            username="uploader",
            password=Secret("the-keystone-password"),
            project_name="mice",
            interface="public",
        ),
    )


def test_everything_about_a_user_can_be_said(tmp_path: Path) -> None:
    said = {
        "OS_AUTH_TYPE": "v3password",
        "OS_PROJECT_ID": "project-id",
        "OS_USER_DOMAIN_NAME": "people",
        "OS_USER_DOMAIN_ID": "people-id",
        "OS_PROJECT_DOMAIN_NAME": "animals",
        "OS_PROJECT_DOMAIN_ID": "animals-id",
        "OS_REGION_NAME": "RegionTwo",
        "OS_INTERFACE": "internal",
        "SWIFT_ACCT": "AUTH_other",
        "SWIFT_URL_ROOT": "https://swift.example",
    }
    found = options({**KEYSTONE, **said}, tmp_path)
    assert (found.account, found.url_root) == ("AUTH_other", "https://swift.example")
    assert found.keystone == KeystoneOptions(
        auth_url=URL,
        username="uploader",
        password=Secret("the-keystone-password"),
        user_domain_id="people-id",
        user_domain_name="people",
        project_id="project-id",
        project_name="mice",
        project_domain_id="animals-id",
        project_domain_name="animals",
        region="RegionTwo",
        interface="internal",
    )


@pytest.mark.parametrize("kind", ["", "v3applicationcredential"])
def test_an_application_credential_takes_the_place_of_user_and_project(
    kind: str, tmp_path: Path
) -> None:
    environ = {**KEYSTONE, **CREDENTIAL, "OS_AUTH_TYPE": kind}
    assert options(environ, tmp_path).keystone == KeystoneOptions(
        auth_url=URL,
        application_credential_id="credential-id",
        application_credential_secret=Secret("the-credential-secret"),
        interface="public",
    )


def test_a_password_is_taken_where_its_kind_is_named(tmp_path: Path) -> None:
    environ = {**CREDENTIAL, **KEYSTONE, "OS_AUTH_TYPE": "password"}
    found = options(environ, tmp_path).keystone
    assert found is not None
    assert (found.username, found.application_credential_id) == ("uploader", "")


def test_several_have_their_own_behind_their_prefixes(tmp_path: Path) -> None:
    environ = {
        **without_user(BOTH),
        **behind("FAST", KEYSTONE_NEEDS),
        "OS_AUTH_URL": "https://somebody.else.example",
    }
    found = options(environ, tmp_path).keystone
    assert found is not None
    assert (found.auth_url, found.username) == (URL, "uploader")


def test_what_is_meant_for_an_only_provider_is_no_prefix_of_several(tmp_path: Path) -> None:
    assert options({**BOTH, **KEYSTONE_NEEDS}, tmp_path).keystone is None


def test_nothing_of_openstack_is_read_without_the_url_of_keystone(tmp_path: Path) -> None:
    others = {name: value for name, value in KEYSTONE.items() if name != "OS_AUTH_URL"}
    assert options({**SWIFT, **others}, tmp_path).keystone is None


def without_user(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.endswith(("_USER", "_PASS"))}


@pytest.mark.parametrize(
    ("environ", "fault"),
    [
        ({**KEYSTONE, "OS_USERNAME": ""}, "OS_USERNAME must be set"),
        ({**KEYSTONE, "OS_PASSWORD": ""}, "OS_PASSWORD must be set"),
        ({**KEYSTONE, "OS_PROJECT_NAME": ""}, "OS_PROJECT_NAME or OS_PROJECT_ID must be set"),
        ({**KEYSTONE, "SWIFT_PRIMARY_KEY": ""}, "SWIFT_PRIMARY_KEY must be set"),
        (
            {**CREDENTIAL, "OS_APPLICATION_CREDENTIAL_SECRET": ""},
            "OS_APPLICATION_CREDENTIAL_SECRET must be set",
        ),
        (
            {**CREDENTIAL, "OS_AUTH_TYPE": "v3applicationcredential"}
            | {"OS_APPLICATION_CREDENTIAL_ID": ""},
            "OS_APPLICATION_CREDENTIAL_ID must be set",
        ),
        (
            {**KEYSTONE, "OS_AUTH_TYPE": "v3token"},
            "OS_AUTH_TYPE must be password or v3password or v3applicationcredential",
        ),
        (
            {**KEYSTONE, "OS_INTERFACE": "private"},
            "OS_INTERFACE must be public or internal or admin",
        ),
        (
            {**KEYSTONE, "OS_AUTH_URL": "keystone.example"},
            "OS_AUTH_URL must be http(s)://host, perhaps with a port and a path",
        ),
        ({**SWIFT, **KEYSTONE_NEEDS}, "SWIFT_USER and OS_AUTH_URL must not both be set"),
        (
            {**BOTH, **behind("FAST", KEYSTONE_NEEDS)},
            "FAST_USER and FAST_OS_AUTH_URL must not both be set",
        ),
        (
            TWO,
            "FAST_OS_AUTH_URL and SLOW_OS_AUTH_URL must not lead to one project",
        ),
    ],
)
def test_what_cannot_sign_in_is_a_fault(
    environ: dict[str, str], fault: str, tmp_path: Path
) -> None:
    assert faults(environ, tmp_path) == [fault]


@pytest.mark.parametrize(
    "change",
    [
        {"SLOW_OS_REGION_NAME": "RegionTwo"},
        {"SLOW_OS_PROJECT_NAME": "rats"},
        {"SLOW_OS_PROJECT_DOMAIN_ID": "animals"},
        {"SLOW_ACCT": "AUTH_other"},
    ],
    ids=repr,
)
def test_two_providers_may_share_a_keystone(change: dict[str, str], tmp_path: Path) -> None:
    assert len(load({**TWO, **change}, var=tmp_path).providers) == 2
