"""Where as many threads wait for storage as may, others are told at once: and only where needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from dds_upload.core.errors import StorageBusy
from dds_upload.core.storage.admission import bounded_otherwise
from dds_upload.core.storage.slots import Slots
from tests.blobs.contents import sha1
from tests.house.client import Api
from tests.house.setting import Lab
from tests.protocols.pulp import wire as pulp
from tests.protocols.pulp.conftest import dds, wire_of
from tests.protocols.sentry import wire as sentry

DATA = b"content"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No database has a part in it."""
    return sqlite_url


@pytest.fixture
def librarian(lab: Lab) -> pulp.Wire:
    return wire_of(lab, "librarian")


@pytest.fixture
def api(librarian: pulp.Wire) -> Api:
    """The same user in the DDS API."""
    return dds(librarian)


class Others:
    """Threads that wait for storage meanwhile, so that no other may."""

    def __init__(self, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
        self._admission = lab.providers.default.admission
        monkeypatch.setattr(self._admission, "_slots", Slots(1, waiting=0))
        self._thread, self._held = ThreadPoolExecutor(1), ExitStack()

    def come(self) -> None:
        self._thread.submit(self._held.enter_context, self._admission()).result()

    def go(self) -> None:
        self._thread.submit(self._held.close).result()

    def close(self) -> None:
        self.go()
        self._thread.shutdown()


@pytest.fixture
def others(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[Others]:
    found = Others(lab, monkeypatch)
    yield found
    found.close()


def test_a_chunk_by_content_is_refused_for_now(
    lab: Lab, librarian: pulp.Wire, others: Others
) -> None:
    sender = sentry.Wire(lab, librarian.token)
    others.come()
    refused = sender.send(sentry.part(DATA), expect=503)
    assert refused.json == {"error": "The storage provider is busy, try again"}
    assert refused.headers["Retry-After"] == "2"
    others.go()
    sender.send(sentry.part(DATA, filename=sha1(DATA)))


def test_a_chunk_by_offset_and_an_artifact_are_refused_for_now(
    librarian: pulp.Wire, others: Others
) -> None:
    upload = librarian.begin(len(DATA))
    others.come()
    for refused in (
        librarian.chunk(upload, 0, DATA, expect=503),
        librarian.post(pulp.file(DATA), expect=503),
    ):
        assert refused.headers["Retry-After"] == "2"
    others.go()
    librarian.chunk(upload, 0, DATA)
    librarian.post(pulp.file(DATA))


def test_a_commit_is_left_to_the_worker(lab: Lab, librarian: pulp.Wire, others: Others) -> None:
    upload = librarian.sent(DATA, 4)
    others.come()
    librarian.commit(upload, pulp.sha256(DATA))
    (task,) = librarian.listed(pulp.TASKS)
    assert task["state"] == "waiting"
    lab.work()
    assert librarian.get(task["pulp_href"])["state"] == "completed"


def test_looking_what_storage_holds_is_refused_for_now(
    api: Api, project: str, others: Others
) -> None:
    upload = api.upload(project, len(DATA))
    api.send_chunk(upload, 1, DATA)
    others.come()
    refused = api.get(f"/uploads/{upload}/chunks", 503)
    assert (refused.json["reason_code"], refused.headers["Retry-After"]) == ("storage_busy", "2")
    others.go()
    api.get(f"/uploads/{upload}/chunks")


def test_what_needs_no_storage_goes_on(api: Api, project: str, others: Others) -> None:
    others.come()
    upload = api.upload(project, len(DATA))
    api.send_chunk(upload, 1, DATA)
    api.complete(upload, DATA)
    assert api.http.simulate_get("/health").status_code == 200


def test_threads_of_a_bounded_number_of_their_own_take_no_place(lab: Lab, others: Others) -> None:
    admission = lab.providers.default.admission
    others.come()
    with bounded_otherwise(), admission():
        pass
    with pytest.raises(StorageBusy), admission():
        pass
