"""What an administrator is told about a Swift that uploads could not use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest

from dds_upload.core.errors import StorageRefused
from dds_upload.core.secret import Secret
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from dds_upload.core.storage.policy import ProviderPolicy
from providers.swift.build import build_swift
from providers.swift.inspector import SwiftInspector
from providers.swift.options import SwiftOptions
from providers.swift.probe import PREFIX
from providers.swift.session import Session
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import INFO, Answer, Script, fake_swift
from tests.providers.raw import RawSwift
from tests.providers.sources import Endless, put
from tests.services.swift import SwiftServer

ORIGIN = "https://portal.example"


@pytest.fixture
def fake() -> Iterator[Script]:
    """Answers everything with success, and has both keys."""
    with fake_swift() as script:
        script.answers["HEAD /v1/AUTH_fake"] = keys("key one", "key two")
        yield script


def keys(first: str, second: str) -> Answer:
    names = ("X-Account-Meta-Temp-Url-Key", "X-Account-Meta-Temp-Url-Key-2")
    return Answer(204, dict(zip(names, (first, second), strict=True)))


def only_fault(options: SwiftOptions, origins: list[str] | None = None) -> str:
    (fault,) = SwiftInspector(options).inspect(origins or [])
    return fault


def told_by(fake: Script) -> str:
    return "\n".join(SwiftInspector(fake.options).inspect([ORIGIN]))


def test_a_good_swift_has_no_faults_and_keeps_nothing_of_the_probe(
    swift_options: SwiftOptions, raw_swift: RawSwift
) -> None:
    inspector = SwiftInspector(swift_options)
    assert inspector.inspect([ORIGIN, "*"]) == []
    assert inspector.configure() == []
    assert not [name for name in raw_swift.containers() if name.startswith(PREFIX)]


def test_a_swift_that_is_not_there() -> None:
    options = replace(Script("http://127.0.0.1:9").options, timeout=1)
    assert "cannot be reached" in only_fault(options)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"user": "test:nobody"}, "user test:nobody cannot sign in"),
        ({"password": Secret("wrong")}, "cannot sign in"),
        ({"account": "AUTH_nobodys"}, "cannot use account AUTH_nobodys"),
    ],
)
def test_credentials_that_are_refused(
    tempauth_options: SwiftOptions, change: dict[str, str], told: str
) -> None:
    assert told in only_fault(replace(tempauth_options, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("which", ["primary", "secondary"])
def test_a_key_that_is_not_in_place(swift_options: SwiftOptions, which: str) -> None:
    wrong = {f"{which}_key": Secret("hush-hush")}
    account = Session(swift_options).tokens.current().urls.account
    faults = SwiftInspector(replace(swift_options, **wrong)).inspect([])  # type: ignore[arg-type]
    assert [fault.split(":")[0] for fault in faults] == [
        f"the {which} key is not among the Temp-URL keys of account {account}",
        f"a URL signed with the {which} key fails",
    ]
    assert "hush" not in str(faults)


@pytest.mark.parametrize("cors_origins", ["https://elsewhere.example", ""])
def test_browsers_that_are_not_let_in(
    swift_options: SwiftOptions, raw_swift: RawSwift, cors_origins: str
) -> None:
    (fault,) = SwiftInspector(swift_options, cors_origins).inspect([ORIGIN])
    assert f"browsers at {ORIGIN} may not PUT" in fault
    assert not [name for name in raw_swift.containers() if name.startswith(PREFIX)]


def test_a_cluster_that_lacks_what_uploads_need(fake: Script) -> None:
    fake.info = {"swift": {}}
    told = told_by(fake)
    assert "no tempurl" in told
    assert "no slo" in told
    fake.info = {**INFO, "tempurl": {"allowed_digests": ["md5"], "methods": ["GET"]}}
    told = told_by(fake)
    assert "sha256" in told
    assert "PUT by TempURL" in told
    fake.answers["GET /info"] = Answer(403)
    assert "does not report what it can do" in told_by(fake)


@pytest.mark.parametrize(
    ("seconds", "is_told"), [(0, False), (50, False), (-50, False), (70, True), (-70, True)]
)
def test_clocks_that_differ(fake: Script, seconds: int, is_told: bool) -> None:
    fake.date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    assert ("seconds" in told_by(fake)) is is_told


def test_a_difference_counts_by_the_life_of_urls(fake: Script) -> None:
    fake.date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    short = SwiftInspector(fake.options, url_duration=timedelta(seconds=40)).inspect([ORIGIN])
    assert "behind Swift's: signed URLs expire at wrong times" in "\n".join(short)
    assert "wrong times" not in told_by(fake)


def test_an_unreadable_clock(fake: Script) -> None:
    fake.date = "yesterday"
    assert "no readable Date" in told_by(fake)


def test_a_container_that_cannot_be_made(fake: Script) -> None:
    fake.answers["PUT"] = Answer(403)
    told = told_by(fake)
    assert "a container cannot be made" in told
    assert "cannot be joined" not in told


def test_every_trial_that_fails_is_told_and_the_container_is_removed(fake: Script) -> None:
    fake.answers["PUT"] = Answer(201)
    fake.answers["OPTIONS"] = Answer(200)
    told = told_by(fake)
    for sentence in (
        f"browsers at {ORIGIN} may not PUT to the storage",
        "a URL signed with the primary key fails",
        "a URL signed with the secondary key fails",
        "two segments cannot be joined",
    ):
        assert sentence in told
    assert fake.seen[-1].startswith(f"DELETE /v1/AUTH_fake/{PREFIX}")


def test_a_container_that_stays_is_told(fake: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.swift.probe.time.sleep", lambda seconds: None)
    fake.answers["DELETE"] = Answer(409)
    fake.answers["HEAD"] = Answer(404)
    assert f"container {PREFIX}" in told_by(fake)


def test_keys_are_set_where_they_differ_and_never_told(fake: Script) -> None:
    fake.answers["HEAD /v1/AUTH_fake"] = keys("key one", "something else")
    assert SwiftInspector(fake.options).configure() == [
        "Temp-Url-Key-2 of account AUTH_fake was set"
    ]
    assert fake.seen[-1] == "POST /v1/AUTH_fake"


def test_keys_may_have_any_characters(
    swift_options: SwiftOptions, raw_swift: RawSwift, key: ObjectKey
) -> None:
    odd = replace(swift_options, primary_key=Secret("50%41 /+=ü"), secondary_key=Secret("%zz;'\""))
    try:
        SwiftInspector(odd).configure()
        assert SwiftInspector(odd).inspect([]) == []
        assert SwiftInspector(odd).configure() == []
    finally:
        SwiftInspector(swift_options).configure()


def test_limits_are_the_clusters_own(
    tmp_path: Path, tempauth_options: SwiftOptions, key: ObjectKey
) -> None:
    with SwiftServer(tmp_path, segments_max=2, file_max_bytes=1000) as server:
        swift = build_swift(replace(tempauth_options, url_root=server.url), CONTEXT)
        can = swift.store.capabilities()
        assert len(can.faults_of(ProviderPolicy("md5", 3, 1001))) == 2
        assert can.faults_of(ProviderPolicy("md5", 2, 1000)) == []

        swift.store.ensure_container(key.container)
        part = put(swift.store, ObjectKey(key.container, f"{key.name}/1"), b"x" * 1000)
        join = partial(swift.concatenator.concatenate, key, content_type="", filename="")
        join(Manifest((part,) * 2))
        assert swift.store.stat(key).size == 2000
        with pytest.raises(StorageRefused):
            join(Manifest((part,) * 3))
        with pytest.raises(StorageRefused):
            put(swift.store, part.key, b"x" * 3_000_000)
        with pytest.raises(StorageRefused):
            swift.store.put(part.key, Endless(3_000_000), size=None, digest=None, algorithm="md5")
        assert swift.store.stat(part.key).size == 1000
