"""Tokens, bodies and connections between us and Swift."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest

from dds_upload.core.errors import ContentMismatch, StorageRefused, StorageUnavailable
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from providers.swift.build import build_swift
from providers.swift.connections import Connections
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from providers.swift.store import SwiftStore
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import Answer, Script
from tests.providers.sources import Broken, Endless, put, read

KEY = ObjectKey("project", "upload/1")


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
