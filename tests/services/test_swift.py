"""A real Swift, on one node and on three, which keeps the limits given to it."""

import hashlib
import hmac
import http.client
import json
import secrets
import signal
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services.ports import LOOPBACK
from tests.services.swift import SwiftServer

_KEY = "a temp-url key"


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Message
    body: bytes


class Container:
    """A fresh container in a Swift, and the requests these tests send to it."""

    def __init__(self, server: SwiftServer) -> None:
        tenant = server.tenant
        credentials = {"X-Auth-User": tenant.user, "X-Auth-Key": tenant.password}
        token = send("GET", server.auth_url, headers=credentials).headers["X-Auth-Token"]
        self.token = {"X-Auth-Token": token}
        self.url = f"{tenant.storage_url}/{secrets.token_hex(4)}"
        created = send(
            "PUT", self.url, headers=self.token | {"X-Container-Meta-Temp-URL-Key": _KEY}
        )
        assert created.status == 201

    def send(self, method: str, name: str, body: bytes = b"") -> Answer:
        """Send a request with the owner's token."""
        return send(method, f"{self.url}/{name}", body, self.token)

    def signed(self, method: str, name: str, key: str = _KEY, digest: str = "sha256") -> str:
        """Return a TempURL that is good for a minute."""
        path = urlsplit(f"{self.url}/{name}").path
        expires = int(time.time()) + 60
        text = f"{method}\n{expires}\n{path}".encode()
        signature = hmac.new(key.encode(), text, digest).hexdigest()
        return f"{self.url}/{name}?temp_url_sig={signature}&temp_url_expires={expires}"


def send(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """Send one request on a connection of its own."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=20)) as connection:
        connection.request(method, f"{parts.path}?{parts.query}", body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@pytest.fixture
def container(swift_server: SwiftServer) -> Container:
    return Container(swift_server)


class TestSwift:
    """A real Swift, with the limits it was given."""

    def test_tells_the_limits_it_was_given(self, swift_server: SwiftServer) -> None:
        info = json.loads(send("GET", f"{swift_server.url}/info").body)
        assert info["slo"]["max_manifest_segments"] == 1000
        assert info["swift"]["max_file_size"] == 5368709122
        assert info["swift"]["policies"][0]["name"] == "single"

    def test_refuses_a_wrong_password(self, swift_server: SwiftServer) -> None:
        credentials = {"X-Auth-User": swift_server.tenant.user, "X-Auth-Key": "wrong"}
        assert send("GET", swift_server.auth_url, headers=credentials).status == 401

    @pytest.mark.parametrize("digest", ["sha256", "sha512"])
    def test_takes_an_upload_by_temp_url(self, container: Container, digest: str) -> None:
        put = send("PUT", container.signed("PUT", "a", digest=digest), b"content")
        assert put.status == 201
        assert container.send("GET", "a").body == b"content"

    def test_refuses_a_temp_url_with_a_wrong_signature(self, container: Container) -> None:
        put = send("PUT", container.signed("PUT", "a", key="another key"), b"content")
        assert put.status == 401
        assert container.send("GET", "a").status == 404

    def test_refuses_a_temp_url_signed_with_sha1(self, container: Container) -> None:
        assert send("PUT", container.signed("PUT", "a", digest="sha1"), b"content").status == 401

    def test_joins_segments(self, container: Container) -> None:
        manifest = upload_segments(container, b"one ", b"two ", b"three")
        assert container.send("PUT", "joined?multipart-manifest=put", manifest).status == 201
        assert container.send("GET", "joined").body == b"one two three"

    def test_keeps_data_and_address_over_a_restart(self, tmp_path: Path) -> None:
        with SwiftServer(tmp_path, segments_max=2, file_max_bytes=100) as server:
            container = Container(server)
            assert container.send("PUT", "kept", b"content").status == 201
            with server.away(), pytest.raises(ConnectionRefusedError):
                container.send("GET", "kept")
            assert container.send("GET", "kept").body == b"content"
            server.stop()
            with pytest.raises(ConnectionRefusedError):
                container.send("GET", "kept")
            server.start()
            assert container.send("GET", "kept").body == b"content"
            refuses_what_exceeds_its_limits(container)
        with SwiftServer(tmp_path) as later:
            kept = later.tenant.storage_url + urlsplit(container.url).path.removeprefix(
                "/v1/AUTH_test"
            )
            assert send("GET", f"{kept}/kept", headers=container.token).body == b"content"

    def test_does_not_answer_while_suspended(self, swift_server: SwiftServer) -> None:
        address = urlsplit(swift_server.url)
        swift_server.suspend()
        try:
            with socket.create_connection((LOOPBACK, address.port or 0), timeout=0.3) as client:
                client.sendall(b"GET /info HTTP/1.1\r\nHost: swift\r\nConnection: close\r\n\r\n")
                with pytest.raises(TimeoutError):
                    client.recv(1)
                swift_server.resume()
                client.settimeout(20)
                assert client.recv(12) == b"HTTP/1.1 200"
        finally:
            swift_server.resume()


class TestSwiftOfThreeNodes:
    """Three replicas, of which one may be away, hang, or be behind."""

    def test_a_node_that_was_away_is_stale_until_it_is_replicated(
        self, swift_nodes: SwiftServer
    ) -> None:
        container = Container(swift_nodes)
        assert container.send("PUT", "a", b"old").status == 201
        swift_nodes.stop_node(2)
        try:
            assert container.send("PUT", "a", b"new").status == 201
            assert {container.send("GET", "a").body for _ in range(5)} == {b"new"}
        finally:
            swift_nodes.start_node(2)
        newest = container.token | {"X-Newest": "true"}
        seen = [send("GET", f"{container.url}/a", headers=newest).body for _ in range(10)]
        assert set(seen) == {b"new"}
        assert {container.send("GET", "a").body for _ in range(40)} == {b"old", b"new"}
        swift_nodes.replicate()
        assert {container.send("GET", "a").body for _ in range(10)} == {b"new"}

    def test_a_node_that_hangs_is_done_without(self, swift_nodes: SwiftServer) -> None:
        container = Container(swift_nodes)
        swift_nodes.stop_node(3, signal.SIGSTOP)
        try:
            assert container.send("PUT", "a", b"content").status == 201
        finally:
            swift_nodes.start_node(3)
        assert container.send("GET", "a").body == b"content"


def upload_segments(container: Container, *segments: bytes) -> bytes:
    """Store the segments and return the manifest that joins them."""
    entries = []
    path = urlsplit(container.url).path.removeprefix("/v1/AUTH_test")
    for number, content in enumerate(segments):
        assert container.send("PUT", f"segment-{number}", content).status == 201
        etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
        name = f"{path}/segment-{number}"
        entries.append({"path": name, "etag": etag, "size_bytes": len(content)})
    return json.dumps(entries).encode()


def refuses_what_exceeds_its_limits(container: Container) -> None:
    """Hold for a Swift of at most two segments and 100 bytes."""
    assert container.send("PUT", "large", b"x" * 101).status == 413
    manifest = upload_segments(container, b"1", b"2", b"3")
    answer = container.send("PUT", "joined?multipart-manifest=put", manifest)
    assert answer.status == 413
    assert b"must be <= 2" in answer.body
