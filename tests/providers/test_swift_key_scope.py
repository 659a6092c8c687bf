"""Keys of the account, or of each container: how they get there, and how far each reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from dds_upload.core.secret import Secret
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift.build import build_swift
from providers.swift.inspector import SwiftInspector
from providers.swift.options import SwiftOptions
from providers.swift.url_keys import UrlKeys
from tests.providers.conftest import CONTEXT, options_at
from tests.providers.raw import RawSwift, http_request
from tests.services.cloud import Cloud
from tests.services.identity import Identity, Member


@pytest.fixture
def owner(identity: Identity) -> Member:
    """A user with an account that no other test uses."""
    return identity.add_member()


@pytest.fixture
def raw(cloud: Cloud, owner: Member) -> RawSwift:
    """Past the store, in that account."""
    return RawSwift(f"{cloud.public_url}/v1/AUTH_{owner.project_id}", owner.token())


@pytest.fixture
def options(owner: Member) -> SwiftOptions:
    """Keys of containers, in that account."""
    return replace(options_at(owner), key_scope="container")


@pytest.fixture
def former(options: SwiftOptions) -> SwiftOptions:
    """The same account with keys of its own."""
    return replace(options, key_scope="account")


def made(swift: Abilities) -> ObjectKey:
    """A new container of a project, and an object's key in it."""
    container = str(uuid4())
    swift.store.ensure_container(container)
    return ObjectKey(container, str(uuid4()))


def put(swift: Abilities, key: ObjectKey) -> int:
    """Status of a signed PUT."""
    signed = swift.presigner.sign_put(key, datetime.now(UTC) + timedelta(minutes=5))
    return http_request("PUT", f"{signed.host}{signed.url}", b"content")[0]


def of(options: SwiftOptions) -> Abilities:
    """A process with these options, which has signed in."""
    swift = build_swift(options, CONTEXT)
    swift.store.capabilities()
    return swift


def test_each_container_has_a_key_of_its_own() -> None:
    keys = UrlKeys(Secret("primary"), Secret(""), "container")
    assert keys.signing("one") != keys.signing("two")
    assert keys.container_headers("one") == {
        "X-Container-Meta-Temp-Url-Key": keys.signing("one").decode(),
        "X-Container-Meta-Temp-Url-Key-2": "",
    }
    # Never another one: containers would have to be gone over again.
    assert keys.signing("one") == (
        b"ca98b6c965135025a0c5ab907c9d1a7059f5febe5bd9efe4fd29ac299aa39820"
    )


def test_a_container_is_made_with_its_keys_and_the_account_has_none(options: SwiftOptions) -> None:
    assert SwiftInspector(options).configure() == []
    swift = of(options)
    assert put(swift, made(swift)) == 201
    assert SwiftInspector(options).inspect([]) == []


def test_a_leaked_key_opens_no_other_container(options: SwiftOptions) -> None:
    swift = of(options)
    one, other = made(swift), made(swift)
    leaked = Secret(options.keys.signing(one.container).decode())
    thief = of(replace(options, primary_key=leaked, key_scope="account"))
    assert (put(thief, one), put(thief, other)) == (201, 401)


def test_containers_that_are_there_get_keys_and_urls_of_the_account_stay_good(
    former: SwiftOptions, options: SwiftOptions
) -> None:
    SwiftInspector(former).configure()
    before, after = of(former), of(options)
    keys = [made(before) for _ in range(3)]
    assert [put(after, key) for key in keys] == [401] * 3
    faults = SwiftInspector(options).inspect([])
    assert any("3 containers, such as" in fault for fault in faults)
    assert any("opens every container" in fault for fault in faults)

    first, second = SwiftInspector(options).configure()
    assert first == "keys of 3 of 3 containers were set"
    assert "keeps its keys until this is done again" in second
    assert [put(after, key) for key in keys] == [201] * 3
    assert [put(before, key) for key in keys] == [201] * 3

    assert [line.split(" of ")[0] for line in SwiftInspector(options).configure()] == [
        "Temp-Url-Key", "Temp-Url-Key-2",
    ]  # fmt: skip
    assert [put(before, key) for key in keys] == [401] * 3
    assert [put(after, key) for key in keys] == [201] * 3
    assert SwiftInspector(options).configure() == []
    assert SwiftInspector(options).inspect([]) == []


def test_keys_are_rotated_and_no_former_process_takes_them_back(options: SwiftOptions) -> None:
    before = of(options)
    key = made(before)
    rotated = replace(options, primary_key=Secret("next key"), secondary_key=options.primary_key)
    assert SwiftInspector(rotated).configure() == ["keys of 1 of 1 containers were set"]
    before.store.ensure_container(key.container)
    after = of(rotated)
    assert (put(before, key), put(after, key)) == (201, 201)
    assert SwiftInspector(rotated).inspect([]) == []

    late = made(before)
    assert put(after, late) == 401
    (fault,) = SwiftInspector(rotated).inspect([])
    assert f"container {late.container} is without the keys" in fault
    SwiftInspector(rotated).configure()
    assert put(after, late) == 201


def test_containers_of_others_in_the_account_are_left_alone(
    options: SwiftOptions, raw: RawSwift
) -> None:
    raw.request("PUT", "photos")
    assert SwiftInspector(options).configure() == []
    assert "containers, such" not in str(SwiftInspector(options).inspect([]))


@pytest.mark.parametrize("scope", ["account", "container"])
def test_a_container_that_keeps_old_versions_is_told(
    options: SwiftOptions, raw: RawSwift, scope: str
) -> None:
    chosen = replace(options, key_scope=scope)
    SwiftInspector(chosen).configure()
    key = made(of(chosen))
    raw.request("PUT", "photos", b"", **{"X-Versions-Enabled": "true"})
    assert SwiftInspector(chosen).inspect([]) == []
    raw.request("POST", key.container, b"", **{"X-Versions-Enabled": "true"})
    assert SwiftInspector(chosen).inspect([]) == [
        f"container {key.container} is set to keep old versions of objects, which must be off"
    ]
    raw.request("POST", key.container, b"", **{"X-Versions-Enabled": "false"})
    assert SwiftInspector(chosen).inspect([]) == []
