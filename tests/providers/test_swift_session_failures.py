"""What each failure of a Swift comes to, and that none tells a secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dds_upload.core.errors import (
    ContentMismatch,
    ObjectMissing,
    StorageBusy,
    StorageFull,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
)
from dds_upload.core.secret import Secret
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from providers.swift.build import build_swift
from providers.swift.options import SwiftOptions
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import Answer, Script
from tests.providers.sources import put, read
from tests.providers.test_swift_session import KEY, store_of
from tests.services.ports import ReservedPort
from tests.services.swift import SwiftServer

STATUSES = {
    302: StorageRefused,
    400: StorageRefused,
    403: StorageRefused,
    404: ObjectMissing,
    408: StorageUnavailable,
    409: StorageRefused,
    412: StorageRefused,
    413: StorageRefused,
    422: ContentMismatch,
    429: StorageBusy,
    498: StorageBusy,
    500: StorageUnavailable,
    503: StorageUnavailable,
    507: StorageFull,
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_meaning_and_is_asked_for_once(fake: Script, status: int) -> None:
    fake.answers["GET"] = Answer(status, {"Location": fake.url})
    with pytest.raises(UploadServiceError) as raised:
        store_of(fake.options).open(KEY)
    assert type(raised.value) is STATUSES[status]
    assert raised.value.__cause__ is not None
    assert str(status) in str(raised.value)
    assert len(fake.seen) == 2


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("7", 7), ("Fri, 31 Dec 2100 23:59:59 GMT", 3600), ("soon", None)],
)
@pytest.mark.parametrize("status", [429, 498, 503])
def test_a_pause_that_is_asked_for_is_at_most_an_hour(
    fake: Script, status: int, told: str, seconds: float | None
) -> None:
    fake.answers["GET"] = Answer(status, {"Retry-After": told})
    with pytest.raises(StorageUnavailable) as raised:
        store_of(fake.options).open(KEY)
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize("quota", [b"Upload exceeds quota.", b"Upload exceeds policy quota."])
def test_a_quota_that_is_used_up_is_no_fault_of_the_bytes(fake: Script, quota: bytes) -> None:
    fake.answers["PUT"] = Answer(413, {}, quota)
    with pytest.raises(StorageFull):
        put(store_of(fake.options), KEY, b"content")


def calls_on(options: SwiftOptions) -> Iterator[UploadServiceError]:
    """What each kind of call raises."""
    abilities = build_swift(options, CONTEXT)
    store, join = abilities.store, abilities.concatenator.concatenate
    for call in (
        store.capabilities,
        lambda: store.ensure_container("project"),
        lambda: put(store, KEY, b"content"),
        lambda: store.stat(KEY),
        lambda: store.open(KEY),
        lambda: store.remove(KEY),
        lambda: store.remove_tree(KEY),
        lambda: join(KEY, Manifest(()), content_type="", filename=""),
    ):
        with pytest.raises(UploadServiceError) as raised:
            call()
        yield raised.value


def test_a_refused_connection_is_unavailable_everywhere() -> None:
    port = ReservedPort()
    options = replace(Script(f"http://127.0.0.1:{port.number}").options, timeout=1)
    assert {type(error) for error in calls_on(options)} == {StorageUnavailable}
    port.close()


def test_a_storage_that_hangs_is_unavailable_and_comes_back(
    swift_server: SwiftServer, tempauth_options: SwiftOptions, key: ObjectKey
) -> None:
    store = store_of(replace(tempauth_options, timeout=1))
    store.ensure_container(key.container)
    put(store, key, b"content")
    swift_server.suspend()
    try:
        for call in (store.stat, store.open, store.remove):
            with pytest.raises(StorageUnavailable):
                call(key)
    finally:
        swift_server.resume()
    # What hung may be done late, so the first object may yet be removed.
    other = ObjectKey(key.container, f"{key.name}-again")
    put(store, other, b"content")
    assert read(store, other) == b"content"


def test_no_secret_is_in_messages_or_logs(fake: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "hush-hush-hush-hush"
    wrong = replace(fake.options, password=Secret(secret), primary_key=Secret(secret))
    fake.answers["GET /info"] = Answer(404)
    errors = [*calls_on(wrong)]
    with_line_break = replace(wrong, password=Secret(f"{secret}\n"))
    with pytest.raises(StorageRefused) as refused:
        store_of(with_line_break).stat(KEY)
    errors.append(refused.value)
    causes = [error.__cause__ for error in errors]
    assert len(errors) > 5
    assert "hush" not in repr((errors, causes, wrong)) + caplog.text

    fake.password = secret
    store_of(wrong).ensure_container("project")
    assert "hush" not in caplog.text
    assert "token0" not in caplog.text


def test_the_password_follows_no_redirect(fake: Script) -> None:
    fake.answers["GET /auth/v1.0"] = Answer(302, {"Location": f"{fake.url}/elsewhere"})
    with pytest.raises(StorageRefused):
        store_of(fake.options).open(KEY)
    assert fake.seen == ["GET /auth/v1.0"]


def test_an_answer_without_a_size_is_refused_and_takes_no_place(fake: Script) -> None:
    store = store_of(replace(fake.options, concurrency=1))
    fake.answers["GET"] = Answer(200, {"Transfer-Encoding": "chunked"}, b"1\r\nx\r\n0\r\n\r\n")
    for _ in range(2):
        with pytest.raises(StorageRefused, match="has no size"):
            store.open(KEY)
    fake.answers["GET"] = Answer(200, {"Content-Length": "1"}, b"x")
    assert read(store, KEY) == b"x"
