"""What may break under uploads by offset, and that their clients lose nothing by it."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Json
from tests.e2e.installation import Installation, Part, User
from tests.e2e.polling import eventually
from tests.e2e.pulp_desk import PulpDesk, sha256_of
from tests.e2e.pulp_roomy import roomy
from tests.e2e.pulp_storage import lose
from tests.e2e.pulp_stream import half_sent
from tests.e2e.sentry_samples import noise
from tests.services.swift import SwiftServer

CUT = 500_000
MIB = 2**20

#: Each half is one chunk, both together are more than is committed before the answer.
LARGE_HALF = 40 * MIB


@pytest.fixture
def desk(installation: Installation, user: User, tmp_path: Path) -> PulpDesk:
    return PulpDesk(installation, user, tmp_path / "home")


def test_an_upload_goes_on_after_the_api_was_killed_in_a_chunk(desk: PulpDesk) -> None:
    data = noise(3 * CUT)
    upload = desk.begin(len(data))
    desk.send(upload, CUT, data[CUT : 2 * CUT])
    try:
        with half_sent(desk, upload, 0, data[:CUT]):
            desk.installation.api.kill()
    finally:
        desk.installation.api.start_and_wait()
    found = desk.read(upload)
    assert [each["offset"] for each in found["chunks"]] == [CUT]
    assert found["missing_ranges"] == [
        {"first": 0, "last": CUT - 1},
        {"first": 2 * CUT, "last": 3 * CUT - 1},
    ]
    for missing in found["missing_ranges"]:
        desk.send(upload, missing["first"], data[missing["first"] : missing["last"] + 1])
    assert desk.content(desk.made(desk.commit(upload, sha256_of(data)))) == data, "other bytes"


def test_a_chunk_that_is_replaced_stays_until_the_new_one_is_whole(desk: PulpDesk) -> None:
    data = noise(CUT)
    upload = desk.begin(CUT)
    desk.send(upload, 0, data)
    with half_sent(desk, upload, 0, noise(CUT)):
        assert desk.read(upload)["chunks"][0]["sha256"] == sha256_of(data)
    assert desk.content(desk.made(desk.commit(upload, sha256_of(data)))) == data, "other bytes"


def test_what_storage_lost_before_the_commit_is_sent_again(desk: PulpDesk) -> None:
    data = noise(3 * CUT)
    chunks = [data[first : first + CUT] for first in range(0, len(data), CUT)]
    upload = desk.begin(len(data))
    for number, chunk in enumerate(chunks):
        desk.send(upload, number * CUT, chunk)
    lose(desk.installation, chunks[1])

    task = desk.commit(upload, sha256_of(data))
    assert task["state"] == "failed"
    lost = f"{CUT}-{2 * CUT - 1}"
    assert task["error"]["description"] == f"storage has lost bytes {lost}, send them again"
    found = desk.read(upload)
    assert found["missing_ranges"] == [{"first": CUT, "last": 2 * CUT - 1}]
    assert [each["offset"] for each in found["chunks"]] == [0, 2 * CUT]

    desk.send(upload, CUT, chunks[1], sha256=sha256_of(chunks[1]))
    assert desk.content(desk.made(desk.commit(upload, sha256_of(data)))) == data, "other bytes"


def test_what_storage_lost_of_an_artifact_comes_back_with_the_next_upload(desk: PulpDesk) -> None:
    data = noise(2 * CUT)
    halves = data[:CUT], data[CUT:]
    artifact = desk.made(desk.commit(sent(desk, data, CUT), sha256_of(data)))
    lose(desk.installation, halves[0])

    # The bytes that the client announces are known, but storage is asked whether it has them.
    upload = desk.begin(len(data))
    for first, half in zip((0, CUT), halves, strict=True):
        desk.send(upload, first, half, sha256=sha256_of(half))
    assert desk.made(desk.commit(upload, sha256_of(data))) == artifact
    assert desk.content(artifact) == data, "other bytes"


def sent(desk: PulpDesk, data: bytes, cut: int) -> str:
    """A new upload with all of its chunks."""
    upload = desk.begin(len(data))
    for first in range(0, len(data), cut):
        desk.send(upload, first, data[first : first + cut])
    return upload


class TestWithoutSwift:
    """Swift is away, on the kind that stores there."""

    @pytest.fixture
    def kind(self) -> str:
        return "swift"

    def test_a_chunk_is_refused_for_now_and_can_be_sent_again(
        self, desk: PulpDesk, swift_server: SwiftServer
    ) -> None:
        data = noise(2 * CUT)
        upload = desk.begin(len(data))
        desk.send(upload, 0, data[:CUT])
        with swift_server.away():
            again = desk.try_to_send(upload, CUT, data[CUT:])
            assert (again.status_code, again.headers["Retry-After"]) == (503, "2")
            whole = desk.try_to_store(data[:CUT])
            assert (whole.status_code, whole.headers["Retry-After"]) == (503, "2")
        assert desk.read(upload)["missing_ranges"] == [{"first": CUT, "last": 2 * CUT - 1}]
        desk.send(upload, CUT, data[CUT:])
        assert desk.content(desk.made(desk.commit(upload, sha256_of(data)))) == data, "other bytes"

    def test_a_commit_waits_for_it(self, desk: PulpDesk, swift_server: SwiftServer) -> None:
        data = noise(2 * CUT)
        upload = sent(desk, data, CUT)
        with swift_server.away():
            task = desk.commit(upload, sha256_of(data))
            assert task["state"] == "running"
            assert desk.commit(upload, sha256_of(data))["pulp_href"] == task["pulp_href"]
            desk.call("POST", f"{upload}commit/", json={"sha256": "0" * 64}, expect=409)
            assert desk.try_to_send(upload, 0, data[:CUT]).status_code == 409
        assert desk.content(desk.made(desk.ended(task))) == data, "other bytes"

    def test_a_commit_ends_with_its_upload(self, desk: PulpDesk, swift_server: SwiftServer) -> None:
        data = noise(2 * CUT)
        upload = sent(desk, data, CUT)
        with swift_server.away():
            task = desk.commit(upload, sha256_of(data))
            desk.call("DELETE", upload, expect=204)
            failed = desk.read(task["pulp_href"])
            assert (failed["state"], failed["created_resources"]) == ("failed", [])
            assert failed["error"]["description"] == "upload was deleted"
            desk.call("GET", upload, expect=404)
        assert desk.listed(f"artifacts/?sha256={sha256_of(data)}") == []


class TestKilledWorker:
    """A large upload is assembled by a worker, which may end at any moment."""

    @pytest.fixture
    def large(self, forked: Installation) -> Iterator[Installation]:
        with roomy(forked):
            forked.api.start_and_wait()
            yield forked

    @pytest.fixture
    def worker(self, large: Installation) -> Iterator[Part]:
        """The only one: it waits seconds where others wait a minute."""
        part = Part("impatient", [sys.executable, "-m", "tests.e2e.impatient_worker"], large)
        part.start()
        yield part
        part.stop()

    def test_another_one_completes_the_commit(
        self, large: Installation, worker: Part, tmp_path: Path
    ) -> None:
        desk = PulpDesk.newcomer(large, tmp_path / "home")
        data = noise(2 * LARGE_HALF)
        upload = sent(desk, data, LARGE_HALF)
        worker.send(signal.SIGSTOP)
        task = desk.commit(upload, sha256_of(data))
        assert task["state"] == "waiting"
        eventually(lambda: state_after_a_step(desk, task, worker) != "waiting")
        worker.kill()
        assert desk.read(task["pulp_href"])["state"] == "running"

        worker.start()
        artifact = desk.made(desk.ended(task))
        assert (artifact["sha256"], artifact["size"]) == (sha256_of(data), len(data))
        assert desk.content(artifact) == data, "other bytes"


def state_after_a_step(desk: PulpDesk, task: Json, worker: Part) -> str:
    """A task's state once a suspended worker was let go on for a moment that is no longer."""
    worker.send(signal.SIGCONT)
    time.sleep(0.01)
    worker.send(signal.SIGSTOP)
    return str(desk.read(task["pulp_href"])["state"])
