"""Tokens, connections and errors between us and Swift."""

from __future__ import annotations

import logging
import os
import threading
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
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from providers.swift.build import build_swift
from providers.swift.connections import Connections
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from providers.swift.store import SwiftStore
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import Answer, Script, fake_swift
from tests.providers.sources import Broken, Endless, put, read
from tests.services.ports import ReservedPort
from tests.services.swift import SwiftServer

KEY = ObjectKey("project", "upload/1")


@pytest.fixture
def fake() -> Iterator[Script]:
    with fake_swift() as script:
        yield script


def store_of(options: SwiftOptions) -> ObjectStore:
    return build_swift(options, CONTEXT).store


def test_building_sends_nothing(fake: Script) -> None:
    build_swift(fake.options, CONTEXT)
    assert fake.seen == []


def test_one_token_serves_all_threads_until_it_is_forgotten(fake: Script) -> None:
    store = store_of(fake.options)

    def work() -> None:
        for number in range(5):
            store.ensure_container(f"c{number}")

    for expected in (1, 2):
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(fake.tokens) == expected
        fake.forgotten.update(fake.tokens)


def test_an_expired_token_is_renewed_before_a_body_is_sent(fake: Script) -> None:
    store = store_of(fake.options)
    store.ensure_container("project")
    fake.forgotten.update(fake.tokens)
    fake.answers["PUT /v1/AUTH_fake/project/upload/1"] = Answer(
        201, {"Etag": "9a0364b9e99bb480dd25e1f0284c8555"}
    )
    store.put(KEY, [b"content"], size=7, digest=None, algorithm="md5")
    assert fake.seen.count("PUT /v1/AUTH_fake/project/upload/1") == 1


def test_a_token_that_is_never_taken_is_renewed_once(fake: Script) -> None:
    fake.answers["PUT"] = Answer(401)
    with pytest.raises(StorageUnavailable):
        store_of(fake.options).ensure_container("project")
    assert fake.seen.count("PUT /v1/AUTH_fake/project") == 2
    assert len(fake.tokens) == 2


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


def test_another_etag_than_that_of_the_bytes_sent_is_a_mismatch(fake: Script) -> None:
    fake.answers["PUT"] = Answer(201, {"Etag": "0" * 32})
    with pytest.raises(ContentMismatch):
        put(store_of(fake.options), KEY, b"content")
    assert fake.seen[-1] == "DELETE /v1/AUTH_fake/project/upload/1"


def test_a_body_without_a_length_goes_in_blocks_and_is_ended(fake: Script) -> None:
    fake.answers["PUT"] = Answer(201, {"Etag": Endless.md5(2).value})
    source = Endless(2 * BLOCK_SIZE)
    store_of(fake.options).put(KEY, source, size=None, digest=None, algorithm="md5")
    assert fake.chunked.get(timeout=10) == [BLOCK_SIZE, BLOCK_SIZE, 0]


@pytest.mark.parametrize("error", [OSError("gone"), KeyboardInterrupt()], ids=repr)
def test_a_body_without_a_length_whose_source_fails_is_not_ended(
    fake: Script, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        store_of(fake.options).put(
            KEY, Broken(b"content", error), size=None, digest=None, algorithm="md5"
        )
    assert fake.chunked.get(timeout=10) == [7]


@pytest.mark.parametrize("size", [7, None])
def test_a_container_that_goes_while_the_source_is_read_is_unavailable(
    fake: Script, size: int | None
) -> None:
    fake.answers["PUT"] = Answer(404)
    with pytest.raises(StorageUnavailable):
        store_of(fake.options).put(KEY, [b"content"], size=size, digest=None, algorithm="md5")


def test_a_body_that_ends_early_is_unavailable(fake: Script) -> None:
    fake.answers["GET"] = Answer(200, {"Content-Length": "9"}, b"short")
    content = store_of(fake.options).open(KEY)
    with pytest.raises(StorageUnavailable):
        b"".join(content)
    content.close()


def test_what_is_not_swift_is_refused(fake: Script) -> None:
    fake.answers["GET /info"] = Answer(200, {}, b"<html>")
    with pytest.raises(StorageRefused):
        store_of(fake.options).capabilities()
    fake.answers["GET /auth/v1.0"] = Answer(200, {}, b"<html>")
    with pytest.raises(StorageRefused):
        store_of(fake.options).stat(KEY)


def test_capabilities_are_those_of_info(fake: Script) -> None:
    found = store_of(fake.options).capabilities()
    assert (found.segment_max_number, found.segment_max_size_bytes) == (7, 5)
    fake.info = {}
    found = store_of(fake.options).capabilities()
    assert (found.segment_max_number, found.segment_max_size_bytes) == (0, None)


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


def test_a_forked_process_has_connections_of_its_own(fake: Script) -> None:
    connections = Connections(timeout=3)
    mine = connections.to(fake.url).request_session
    assert connections.to(f"{fake.url}/path").request_session is mine
    child = os.fork()
    if child == 0:
        os._exit(connections.to(fake.url).request_session is mine)
    assert os.waitpid(child, 0)[1] == 0


def spoil(session: Session) -> None:
    """As if Swift had forgotten the token."""
    session.tokens._access = replace(session.tokens.current(), token="spoilt")


def test_a_real_token_that_was_spoilt_is_renewed(
    swift_options: SwiftOptions, key: ObjectKey
) -> None:
    session = Session(swift_options)
    store = SwiftStore(session, swift_options.keys, cors_origins="*")
    store.ensure_container(key.container)
    for _ in range(2):
        spoil(session)
        put(store, key, b"content")
        spoil(session)
        assert read(store, key) == b"content"
