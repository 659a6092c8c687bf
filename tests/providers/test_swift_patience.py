"""For how long, and by how many, a Swift is waited for that is silent, slow or away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO

import pytest

from dds_upload.core.errors import StorageBusy, StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift import connections
from providers.swift.breaker import FAILURES
from providers.swift.connections import Connections
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from providers.swift.signing_in.sign_in import Access
from providers.swift.signing_in.temp_auth import TempAuth
from providers.swift.store import SwiftStore
from tests.e2e.polling import eventually
from tests.providers.fake_swift import Script
from tests.providers.sources import put, read
from tests.services.swift import SwiftServer


def store_of(options: SwiftOptions) -> SwiftStore:
    return SwiftStore(Session(options), options.keys, cors_origins="*")


@contextmanager
def serving(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that does so with its one connection."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with closing(connection):
                serve(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(30)


@pytest.fixture
def silent() -> Iterator[SwiftOptions]:
    """A Swift whose connections come about, and that never says anything."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield replace(Script(url).options, timeout=1)


def kinds_of_ends(calls: int, call: Callable[[], object]) -> list[type[Exception] | None]:
    """What so many threads met that called at once."""

    def one(_: int) -> type[Exception] | None:
        try:
            call()
        except Exception as error:
            return type(error)
        return None

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(one, range(calls)))


def test_so_many_calls_wait_and_one_more_is_told_after_two_seconds(silent: SwiftOptions) -> None:
    store = store_of(replace(silent, concurrency=3, timeout=4))
    ends = kinds_of_ends(4, store.capabilities)
    assert (ends.count(StorageBusy), ends.count(StorageUnavailable)) == (1, 3)


def test_after_some_calls_in_vain_all_fail_at_once(silent: SwiftOptions) -> None:
    store = store_of(replace(silent, timeout=0.3))
    for _ in range(FAILURES):
        with pytest.raises(StorageUnavailable, match="no answer"):
            store.capabilities()
    for _ in range(50):
        with pytest.raises(StorageUnavailable, match="lately") as refused:
            store.capabilities()
        assert refused.value.retry_after


def test_a_swift_that_is_back_is_used_again(
    swift_server: SwiftServer, tempauth_options: SwiftOptions, key: ObjectKey
) -> None:
    store = store_of(tempauth_options)
    store.ensure_container(key.container)
    put(store, key, b"content")
    with swift_server.away():
        for _ in range(FAILURES + 1):
            with pytest.raises(StorageUnavailable) as refused:
                store.stat(key)
        assert "lately" in str(refused.value)

    def is_back() -> bool:
        try:
            return store.stat(key).size == 7
        except StorageUnavailable:
            return False

    eventually(is_back)


def test_what_is_read_keeps_its_place_until_it_is_closed(
    tempauth_options: SwiftOptions, key: ObjectKey
) -> None:
    store = store_of(replace(tempauth_options, concurrency=1))
    store.ensure_container(key.container)
    put(store, key, b"content")
    content = store.open(key)
    with pytest.raises(StorageBusy):
        store.stat(key)
    content.close()
    content.close()
    assert store.stat(key).size == 7
    assert read(store, key) == b"content"


def test_a_body_that_comes_slowly_keeps_no_other_call_waiting(swift_options: SwiftOptions) -> None:
    store = store_of(replace(swift_options, concurrency=1))
    begun, goes_on = threading.Event(), threading.Event()
    key, other = ObjectKey("slow", "body"), ObjectKey("slow", "other")
    store.ensure_container(key.container)

    def body() -> Iterator[bytes]:
        begun.set()
        yield b"a"
        assert goes_on.wait(60)
        yield b"b"

    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(store.put, key, body(), size=2, digest=None, algorithm="md5")
        try:
            assert begun.wait(60)
            with pytest.raises(StorageBusy):
                put(store, other, b"x")
            store.ensure_container(key.container)
        finally:
            goes_on.set()
        sent.result(60)
    with closing(store.open(key)) as held:  # while it is read, something can be sent
        put(store, other, b"x")
        assert b"".join(held) == b"ab"


def test_an_answer_that_moves_is_waited_for_however_slow_it_is() -> None:
    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n")
        for _ in range(8):
            time.sleep(0.3)
            connection.sendall(b"x")

    with serving(drip) as url:
        options = replace(Script(url).options, timeout=1)
        session = Session(options)
        session.tokens._access = Access("token", session.urls)
        store = SwiftStore(session, options.keys, cors_origins="*")
        content = store.open(ObjectKey("project", "upload"))
        assert b"".join(content) == b"x" * 8
        content.close()


def test_a_body_may_be_taken_more_slowly_than_a_connection_comes_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "CONNECTING", 0.2)
    body = bytes(16 * 2**20)

    def take_late(connection: socket.socket) -> None:
        for _ in range(2):  # a connection that was just made, and one that is used again
            read_head(connection)
            time.sleep(1)
            take(connection, len(body))
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    with serving(take_late) as url:
        kept = Connections(timeout=20)
        for _ in range(2):
            answer = kept.to(url).request("PUT", "/a", BytesIO(body), {})
            assert (answer.status_code, answer.content) == (201, b"")


def read_head(connection: socket.socket) -> None:
    """A request's head, and nothing of what follows it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += received(connection, 1)


def take(connection: socket.socket, size: int) -> None:
    """So many bytes."""
    while size:
        size -= len(received(connection, min(size, 2**20)))


def received(connection: socket.socket, size: int) -> bytes:
    """Some bytes; an error where there are no more."""
    block = connection.recv(size)
    if not block:
        raise ConnectionError("hung up")
    return block


def test_threads_that_wait_for_one_to_sign_in_share_how_that_ends(
    silent: SwiftOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = []

    def sign_in(way: TempAuth) -> Access:
        signed.append(way)
        time.sleep(0.5)
        raise StorageUnavailable("no answer")

    monkeypatch.setattr(TempAuth, "__call__", sign_in)
    store = store_of(silent)
    assert kinds_of_ends(6, lambda: store.ensure_container("project")) == [StorageUnavailable] * 6
    assert len(signed) < 6
