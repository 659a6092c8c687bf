"""What may break under a running service, and that it is whole again once the cause is gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg2
import pytest
import requests

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, Part
from tests.e2e.kinds import ROOMY
from tests.e2e.polling import eventually
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

ENVELOPE = {"error", "code", "reason", "suggestion"}


class TestWorker:
    """Whatever ends a worker, another one takes its work up."""

    @pytest.fixture
    def impatient(self, swift: Installation) -> Iterator[Part]:
        """The only worker of the Swift kind: one that waits seconds where others wait a minute."""
        part = Part("impatient", [sys.executable, "-m", "tests.e2e.impatient_worker"], swift)
        swift.worker.stop()
        part.start()
        yield part
        part.stop()
        swift.worker.start()

    def test_an_assembly_that_was_killed_is_taken_up_again(
        self,
        swift: Installation,
        swift_server: SwiftServer,
        swift_caller: Caller,
        impatient: Part,
    ) -> None:
        project = swift_caller.project()
        upload = str(swift_caller.upload(project, 7)["id"])
        swift_caller.send_chunks(upload, b"content", 4)
        swift_server.suspend()
        try:
            # It has to be read for this digest, which is work for a worker alone.
            swift_caller.complete(upload, b"content", "sha256")
            eventually(lambda: leases(swift, upload) == 1)
            impatient.kill()
        finally:
            swift_server.resume()
        assert not swift_caller.status(upload)["is_consistent"]
        impatient.start()
        assert swift_caller.finished(upload)["error_on"] is None
        assert leases(swift, upload) > 1
        assert swift_caller.content(swift_caller.file(project, upload)) == b"content"


def leases(installation: Installation, upload: str) -> int:
    """How often workers have begun to assemble an upload."""
    with (
        closing(psycopg2.connect(installation.settings["DATABASE_URL"])) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT attempts FROM uploads WHERE id = %s", (upload,))
        (row,) = cursor.fetchall()
        return int(row[0])


class TestStorage:
    """Storage that is away for a while, is broken, or left the configuration."""

    def test_swift_may_be_away_for_a_while(
        self, swift_server: SwiftServer, swift_caller: Caller
    ) -> None:
        project = swift_caller.project()
        first, second = (str(swift_caller.upload(project, 7)["id"]) for _ in range(2))
        swift_caller.send_chunks(first, b"content", 4)
        with swift_server.away():
            granted = swift_caller.grant(second, 1, b"content")
            swift_caller.complete(first, b"content")
            file = swift_caller.file(project, first)
            waiting = swift_caller.get(f"/files/{file}/url", expect=404)
            assert waiting["code"] == "resource_not_consistent"
        assert swift_caller.finished(first)["error_on"] is None
        assert swift_caller.content(file) == b"content"
        assert swift_caller.send(granted, b"content").status_code == 201

    def test_a_disk_that_cannot_be_written_is_a_503(
        self, local: Installation, local_caller: Caller
    ) -> None:
        project = local_caller.project()
        upload = str(local_caller.upload(project, 7)["id"])
        granted = local_caller.grant(upload, 1, b"content")
        with replaced_by_a_file(local.folder / "var/storage/tmp"):
            is_unavailable(local_caller.send(granted, b"content"))
        assert local_caller.send(granted, b"content").status_code == 201

    def test_files_of_a_provider_that_left_the_environment_are_a_503(
        self, local: Installation, local_caller: Caller
    ) -> None:
        roomy = local_caller.provider(ROOMY)
        project = local_caller.project(roomy)
        upload = local_caller.stored(project, b"content", provider=roomy)
        file = local_caller.file(project, upload)
        with served_with(local, STORAGE_PROVIDERS="local"):
            assert local_caller.get(f"/storage_providers/{roomy}")["is_deprecated"] is True
            is_unavailable(local_caller.call("GET", f"/files/{file}/url"))
        assert local_caller.get(f"/storage_providers/{roomy}")["is_deprecated"] is False
        assert local_caller.content(file) == b"content"


@contextmanager
def served_with(installation: Installation, **settings: str) -> Iterator[None]:
    """The API has other settings for a while; the worker keeps its own."""
    before = dict(installation.settings)
    try:
        installation.settings.update(settings)
        restart(installation.api)
        yield
    finally:
        installation.settings.update(before)
        restart(installation.api)


def restart(part: Part) -> None:
    part.stop()
    part.start_and_wait()


@contextmanager
def replaced_by_a_file(folder: Path) -> Iterator[None]:
    """Nothing can be written there: this stops root as well, unlike permissions."""
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def is_unavailable(answer: requests.Response) -> None:
    """The answer is a 503 in the one envelope."""
    assert answer.status_code == 503, answer.text
    assert answer.json().keys() >= ENVELOPE
    assert answer.json()["error"] == "503"


class Visitor:
    """Somebody who calls the API again and again, and remembers what it answered."""

    def __init__(self, caller: Caller, upload: str) -> None:
        self.answers: list[requests.Response] = []
        self._caller = caller
        self._upload = upload
        self._leaving = Event()
        self._thread = Thread(target=self._call, daemon=True)

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()

    def statuses(self) -> set[int]:
        """What it has seen so far."""
        return {answer.status_code for answer in self.answers}

    def _call(self) -> None:
        chunk = {"number": 1, "size": 1, "hash": {"value": "0" * 32, "algorithm": "md5"}}
        while not self._leaving.is_set():
            self.answers.append(self._caller.call("GET", "/projects"))
            path = f"/uploads/{self._upload}/chunks"
            self.answers.append(self._caller.call("PUT", path, chunk))
            self._leaving.wait(0.03)


class TestDatabase:
    """PostgreSQL is restarted under the service."""

    def test_the_service_recovers_by_itself(
        self, swift: Installation, swift_caller: Caller, postgres_server: PostgresServer
    ) -> None:
        project = swift_caller.project()
        upload = str(swift_caller.upload(project, 1)["id"])
        with Visitor(swift_caller, upload) as visitor:
            eventually(lambda: visitor.statuses() == {200})
            postgres_server.stop()
            try:
                eventually(lambda: 503 in visitor.statuses())
                eventually(lambda: not swift.answers())
            finally:
                postgres_server.start()
            eventually(swift.answers)
            seen = len(visitor.answers)
            eventually(lambda: len(visitor.answers) > seen + 20)
        assert visitor.statuses() == {200, 503}
        for answer in visitor.answers:
            if answer.status_code == 503:
                is_unavailable(answer)
        assert {answer.status_code for answer in visitor.answers[-10:]} == {200}
        file = swift_caller.file(project, swift_caller.stored(project, b"content"))
        assert swift_caller.content(file) == b"content"
