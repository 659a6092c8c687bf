"""The servers and the client are real, keep the limits given to them and share nothing."""

import hashlib
import hmac
import http.client
import json
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.services.ddsclient import DukeDSClient
from tests.services.folders import open_folder
from tests.services.ports import LOOPBACK
from tests.services.postgresql import PostgresServer
from tests.services.postgresql_again import ReusedDatabase
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
        credentials = {"X-Auth-User": server.user, "X-Auth-Key": server.password}
        token = send("GET", server.auth_url, headers=credentials).headers["X-Auth-Token"]
        self.token = {"X-Auth-Token": token}
        self.url = f"{server.storage_url}/{secrets.token_hex(4)}"
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
        credentials = {"X-Auth-User": swift_server.user, "X-Auth-Key": "wrong"}
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
            kept = later.storage_url + urlsplit(container.url).path.removeprefix("/v1/AUTH_test")
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


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the database at `url` and return the rows."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


class TestPostgreSQL:
    """Databases that do not meet."""

    def test_databases_do_not_see_each_other(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        other = postgres_server.create_database()
        query(postgres_url, "CREATE TABLE mine (number integer)")
        assert query(postgres_url, "SELECT to_regclass('mine') IS NULL") == [(False,)]
        assert query(other, "SELECT to_regclass('mine') IS NULL") == [(True,)]
        postgres_server.drop_database(other)
        with pytest.raises(psycopg2.OperationalError, match="does not exist"):
            query(other, "SELECT 1")

    def test_copies_a_template_with_its_rows(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        query(postgres_url, "CREATE TABLE mine AS SELECT 42 AS number")
        copy = postgres_server.create_database(template=postgres_url)
        assert query(copy, "SELECT number FROM mine") == [(42,)]
        postgres_server.drop_database(copy)

    @pytest.fixture
    def reused(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> Iterator[ReusedDatabase]:
        query(
            postgres_url,
            "CREATE TABLE parent (id serial PRIMARY KEY, name text);"
            "CREATE TABLE child (parent integer NOT NULL REFERENCES parent);"
            "INSERT INTO parent (name) VALUES ('kept')",
        )
        with closing(ReusedDatabase(postgres_server, postgres_url)) as reused:
            yield reused

    def test_a_reused_one_has_the_rows_of_the_start(self, reused: ReusedDatabase) -> None:
        added = "INSERT INTO parent (name) VALUES ('new') RETURNING id"
        url = reused.as_new()
        for _ in range(2):
            assert query(url, "SELECT * FROM parent") == [(1, "kept")]
            assert query(url, "SELECT * FROM child") == []
            assert query(url, added) == [(2,)]
            query(url, "UPDATE parent SET name = 'changed'; INSERT INTO child VALUES (1), (2)")
            assert reused.as_new() == url

    def test_a_reused_one_is_cut_off_from_who_had_it(self, reused: ReusedDatabase) -> None:
        with closing(psycopg2.connect(reused.as_new())) as left_open:
            left_open.cursor().execute("DELETE FROM parent")
            url = reused.as_new()
            with pytest.raises(psycopg2.OperationalError):
                left_open.commit()
        assert query(url, "SELECT * FROM parent") == [(1, "kept")]

    def test_a_reused_one_outlives_a_restart_of_its_server(self) -> None:
        with (
            open_folder("restart") as folder,
            PostgresServer(folder) as server,
            closing(ReusedDatabase(server, server.create_database())) as reused,
        ):
            url = reused.as_new()
            server.stop()
            server.start()
            assert reused.as_new() == url
            assert query(url, "SELECT 1") == [(1,)]

    @pytest.mark.parametrize(
        "change",
        [
            "ALTER TABLE parent ADD COLUMN colour text",
            "ALTER TABLE parent RENAME name TO called",
            "ALTER TABLE parent ALTER name SET NOT NULL",
            "ALTER TABLE child DROP CONSTRAINT child_parent_fkey",
            "ALTER TABLE parent DISABLE TRIGGER ALL",
            "CREATE INDEX names ON parent (name)",
            "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "DROP TABLE child",
        ],
    )
    def test_a_reused_one_has_the_schema_of_the_start(
        self, reused: ReusedDatabase, change: str
    ) -> None:
        url = reused.as_new()
        query(url, change)
        renewed = reused.as_new()
        assert renewed != url
        assert query(renewed, "SELECT id, name FROM parent") == [(1, "kept")]
        assert query(renewed, "SELECT * FROM child") == []

    def test_drops_a_database_that_is_in_use(self, postgres_server: PostgresServer) -> None:
        url = postgres_server.create_database()
        with closing(psycopg2.connect(url)):
            postgres_server.drop_database(url)
        postgres_server.drop_database(url)  # gone already

    def test_keeps_data_and_address_over_a_restart(self) -> None:
        with open_folder("restart") as folder, PostgresServer(folder, fsync=True) as server:
            url = server.create_database()
            query(url, "CREATE TABLE mine AS SELECT 42 AS number")
            server.stop()
            with pytest.raises(psycopg2.OperationalError, match="Connection refused"):
                query(url, "SELECT 1")
            server.start()
            assert query(url, "SELECT number FROM mine") == [(42,)]
            assert query(url, "SHOW fsync") == [("on",)]
        assert not folder.exists()


class TestDukeDSClient:
    """The client of the field, unmodified."""

    @pytest.fixture
    def client(self, tmp_path: Path) -> DukeDSClient:
        return DukeDSClient(
            tmp_path / "home", "http://127.0.0.1:9/api/v1", "user", "agent", debug=True
        )

    def test_prints_its_version(self, client: DukeDSClient) -> None:
        done = client.run("--help")
        assert "DukeDSClient (4.0.0)" in done.stdout
        assert (done.returncode, done.stderr) == (0, "")

    def test_finds_its_configuration(self, client: DukeDSClient) -> None:
        done = client.sdk(
            "from ddsc.config import create_config\n"
            "config = create_config()\n"
            "print(config.url, config.user_key, config.agent_key, config.debug_mode)"
        )
        assert done.stdout == "http://127.0.0.1:9/api/v1 user agent True\n"
        assert client.config_file.stat().st_mode & 0o777 == 0o600
