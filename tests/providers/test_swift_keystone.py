"""Signing in at a real Keystone, and what is told where that cannot succeed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.secret import Secret
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from providers.swift.build import build_swift
from providers.swift.concatenator import SwiftConcatenator
from providers.swift.inspector import SwiftInspector
from providers.swift.options import KeystoneOptions, SwiftOptions
from providers.swift.session import Session
from providers.swift.signing_in.keystone import Keystone
from providers.swift.store import SwiftStore
from tests.providers.conftest import CONTEXT
from tests.providers.raw import RawSwift, http_request
from tests.providers.sources import put, read
from tests.services.cloud import LESSER_REGION, REGION, Cloud
from tests.services.identity import Identity, Member
from tests.services.ports import ReservedPort


def changed(options: SwiftOptions, **changes: Any) -> SwiftOptions:
    """The same with another way to sign in."""
    assert options.keystone is not None
    return replace(options, keystone=replace(options.keystone, **changes))


def by_credential(options: SwiftOptions, id_and_secret: tuple[str, str]) -> SwiftOptions:
    assert options.keystone is not None
    made = KeystoneOptions(
        auth_url=options.keystone.auth_url,
        application_credential_id=id_and_secret[0],
        application_credential_secret=Secret(id_and_secret[1]),
    )
    return replace(options, keystone=made)


def only_fault(options: SwiftOptions) -> str:
    (fault,) = SwiftInspector(options).inspect([])
    return fault


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


def test_urls_are_signed_for_clients_and_calls_made_inside(
    keystone_options: SwiftOptions, cloud: Cloud, member: Member, key: ObjectKey
) -> None:
    session = Session(keystone_options)
    urls = session.tokens.current().urls
    path = f"/v1/AUTH_{member.project_id}"
    assert (urls.public_url, urls.own_url) == (cloud.public_url + path, cloud.internal_url + path)
    swift = build_swift(keystone_options, CONTEXT)
    swift.store.ensure_container(key.container)
    signed = swift.presigner.sign_put(key, soon())
    assert signed.host == cloud.public_url
    assert http_request("PUT", f"{signed.host}{signed.url}", b"content")[0] == 201
    assert read(swift.store, key) == b"content"


def test_nothing_is_signed_before_anybody_has_signed_in(keystone_options: SwiftOptions) -> None:
    swift = build_swift(keystone_options, CONTEXT)
    with pytest.raises(StorageUnavailable, match="not known"):
        swift.presigner.sign_put(ObjectKey("c", "upload/1"), soon())
    swift.store.capabilities()
    swift.presigner.sign_put(ObjectKey("c", "upload/1"), soon())


def test_an_application_credential_needs_no_user_and_no_project(
    keystone_options: SwiftOptions, member: Member, key: ObjectKey
) -> None:
    options = by_credential(keystone_options, member.application_credential())
    assert SwiftInspector(options).inspect([]) == []
    store = build_swift(options, CONTEXT).store
    store.ensure_container(key.container)
    put(store, key, b"content")
    assert read(store, key) == b"content"


@pytest.mark.parametrize("slash", ["", "/"])
def test_keystone_is_found_with_and_without_its_version(
    keystone_options: SwiftOptions, cloud: Cloud, slash: str
) -> None:
    url = cloud.auth_url.removesuffix("/v3") + slash
    assert Session(changed(keystone_options, auth_url=url)).tokens.current().token


def test_settings_take_the_place_of_the_catalogs_account_and_address(
    keystone_options: SwiftOptions, cloud: Cloud
) -> None:
    elsewhere = replace(keystone_options, account="AUTH_other", url_root="https://swift.example")
    urls = Session(elsewhere).tokens.current().urls
    assert urls.public_url == "https://swift.example/v1/AUTH_other"
    assert urls.own_url == f"{cloud.internal_url}/v1/AUTH_other"
    outside = changed(elsewhere, interface="public")
    assert Session(outside).tokens.current().urls.own_url == urls.public_url


def test_another_region_leads_to_its_own_address(
    keystone_options: SwiftOptions, cloud: Cloud
) -> None:
    lesser = changed(keystone_options, region=LESSER_REGION, interface="public")
    assert Session(lesser).tokens.current().urls.host == cloud.internal_url
    first = changed(keystone_options, region="", interface="public")
    assert Session(first).tokens.current().urls.host == cloud.public_url


def test_what_the_catalog_lacks_is_told(keystone_options: SwiftOptions) -> None:
    there = f"but in {REGION}, {LESSER_REGION}"
    fault = only_fault(changed(keystone_options, region="RegionThree"))
    assert f"no object-store in region RegionThree, {there}" in fault
    fault = only_fault(changed(keystone_options, region=LESSER_REGION))
    assert f"no internal interface of the object-store in region {LESSER_REGION}" in fault
    assert "but public" in fault


def test_a_wrong_password_and_a_project_without_a_role_are_told_apart(
    keystone_options: SwiftOptions, identity: Identity, member: Member
) -> None:
    fault = only_fault(changed(keystone_options, password=Secret("hush-hush")))
    assert f"user {member.username} cannot sign in: Keystone at {member.auth_url}: 401" in fault
    assert "or the password is wrong" in fault
    assert "hush" not in fault
    other = identity.add_member()
    fault = only_fault(changed(keystone_options, project_name=other.project_name))
    assert f"there is no role in project {other.project_name}" in fault
    fault = only_fault(changed(keystone_options, username="nobody"))
    assert "there is no such user" in fault


def test_a_role_that_swift_does_not_let_in_is_told(
    keystone_options: SwiftOptions, identity: Identity
) -> None:
    reader = identity.add_member("reader")
    fault = only_fault(
        changed(
            keystone_options,
            username=reader.username,
            password=Secret(reader.password),
            project_name=reader.project_name,
        )
    )
    assert f"cannot use account AUTH_{reader.project_id}: " in fault
    assert "operator_roles" in fault


def test_an_application_credential_that_has_expired_or_is_wrong_is_told(
    keystone_options: SwiftOptions, member: Member
) -> None:
    ends = datetime.now(UTC) + timedelta(seconds=2)
    expired = by_credential(keystone_options, member.application_credential(ends))
    wrong = by_credential(keystone_options, (member.application_credential()[0], "hush-hush"))
    time.sleep(max((ends - datetime.now(UTC)).total_seconds(), 0) + 1)
    for options in (expired, wrong):
        assert options.keystone is not None
        fault = only_fault(options)
        name = f"application credential {options.keystone.application_credential_id}"
        assert fault.startswith(f"{name} cannot sign in: Keystone at {member.auth_url}: 401")
        assert "it has expired" in fault
        assert "hush" not in fault


def test_a_keystone_that_is_not_there_or_is_something_else_is_told(
    keystone_options: SwiftOptions, cloud: Cloud
) -> None:
    port = ReservedPort()
    away = changed(keystone_options, auth_url=f"http://127.0.0.1:{port.number}/v3")
    assert "no answer (ConnectFailure)" in only_fault(away)
    port.close()
    unknown = changed(keystone_options, auth_url="http://keystone.invalid/v3")
    assert "Keystone at http://keystone.invalid/v3: no answer" in only_fault(unknown)
    swift = changed(keystone_options, auth_url=cloud.public_url)
    assert f"cannot sign in: Keystone at {cloud.public_url}: 4" in only_fault(swift)


def test_a_keystone_that_is_away_is_unavailable_and_a_wrong_catalog_refused(
    keystone_options: SwiftOptions,
) -> None:
    away = changed(keystone_options, auth_url="http://keystone.invalid/v3")
    with pytest.raises(StorageUnavailable):
        build_swift(away, CONTEXT).store.capabilities()
    wrong = changed(keystone_options, password=Secret("wrong"))
    with pytest.raises(StorageUnavailable, match="401"):
        build_swift(wrong, CONTEXT).store.capabilities()
    nowhere = changed(keystone_options, region="RegionThree")
    with pytest.raises(StorageRefused, match="RegionThree"):
        build_swift(nowhere, CONTEXT).store.capabilities()


def test_a_token_is_good_for_as_long_as_keystone_says(keystone_options: SwiftOptions) -> None:
    assert keystone_options.keystone is not None
    access = Keystone(keystone_options, keystone_options.keystone)()
    assert access.seconds == pytest.approx(3600, abs=2)


def test_whatever_is_sent_goes_through_with_a_token_that_swift_does_not_know(
    keystone_options: SwiftOptions, raw_keystone: RawSwift, key: ObjectKey
) -> None:
    session = Session(keystone_options)
    store = SwiftStore(session, keystone_options.keys, cors_origins="*")
    store.ensure_container(key.container)

    def spoil() -> None:
        session.tokens._access = replace(session.tokens.current(), token="gAAAAAB-not-a-token")

    spoil()
    part = put(store, ObjectKey(key.container, f"{key.name}/1"), b"content")
    spoil()
    store.put(part.key, [b"content"], size=None, digest=None, algorithm="md5")
    spoil()
    join = SwiftConcatenator(session).concatenate
    join(key, Manifest((part,)), content_type="text/plain", filename="x")
    spoil()
    assert read(store, key) == b"content"
    spoil()
    store.remove_tree(key)
    assert raw_keystone.objects(key.container) == {}
    assert urlsplit(session.urls.own_url).hostname == "localhost"
