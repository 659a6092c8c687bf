"""A small file takes few calls: its chunk comes with its beginning, and it settles in the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest

from dds_upload.adapters.briefly import Briefly
from tests.house.client import Api, digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab
from tests.uploads.clients import send

DATA = b"x" * 100

#: Longer than anything takes here, in seconds.
LONG = 60.0


def chunk(number: int, data: bytes = DATA) -> dict[str, Any]:
    return {"number": number, "size": len(data), "hash": digest_of(data)}


def begun(api: Api, project: str, data: bytes = DATA, **more: Any) -> Any:
    """The answer to a file that is announced with its only chunk."""
    return api.begin(project, len(data), chunks=[chunk(1, data)], **more).json


@pytest.fixture
def prompt_lab(open_again: OpenLab) -> Lab:
    """A service whose requests wait for uploads to settle."""
    return open_again(patience=LONG)


@pytest.fixture
def prompt(prompt_lab: Lab) -> Api:
    """A client of that."""
    return client(prompt_lab, "researcher")


def test_what_begins_with_chunks_shows_them(api: Api, project: str) -> None:
    body = api.begin(project, 250, chunks=[chunk(2), chunk(1), chunk(3, b"y" * 51)]).json
    assert [it["number"] for it in body["granted"]] == [2, 1, 3]
    assert body["granted"][2]["error"]["reason_code"] == "chunks_exceed_file"
    assert sorted(it["number"] for it in body["chunks"]) == [1, 2]
    assert body["chunks"] == api.get(f"/uploads/{body['id']}").json["chunks"]


def test_the_same_request_again_grants_anew(lab: Lab, api: Api, project: str) -> None:
    key = {"Idempotency-Key": "k"}
    body = {"name": "a", "content_type": "", "size": 100, "chunks": [chunk(1)]}
    path = f"/projects/{project}/uploads"
    first = api.post(path, body, 201, headers=key).json
    lab.clock.forward(minutes=10)  # its URL has expired
    again = api.post(path, body, 201, headers=key).json
    assert again["id"] == first["id"]
    api.send(again["granted"][0], DATA)
    api.complete(first["id"], DATA)
    closed = api.post(path, body, 201, headers=key).json
    assert (closed["id"], closed["state"]) == (first["id"], "assembling")
    (refused,) = closed["granted"]
    assert refused["number"] == 1
    assert refused["error"]["reason_code"] == "upload_closed"


def test_one_chunk_settles_in_the_answer(prompt_lab: Lab, prompt: Api) -> None:
    project = prompt.project()
    for data in (DATA, b""):
        upload = begun(prompt, project, data)
        prompt.send(upload["granted"][0], data)
        done = prompt.complete(upload["id"], data).json
        assert (done["state"], done["status"]["is_consistent"]) == ("complete", True)
        assert done["status"]["verified"] == "whole"
    empty = prompt.upload(project, 0)
    assert prompt.complete(empty, b"").json["state"] == "complete"


def test_one_that_is_not_what_was_said_has_failed_in_the_answer(prompt: Api) -> None:
    upload = begun(prompt, prompt.project())
    prompt.send(upload["granted"][0], DATA)
    done = prompt.complete(upload["id"], b"other").json
    assert done["state"] == "failed"
    assert done["status"]["error_message"]


def test_one_whose_bytes_did_not_come_has_failed_in_the_answer(prompt: Api) -> None:
    upload = begun(prompt, prompt.project())
    assert prompt.complete(upload["id"], DATA).json["state"] == "failed"


def test_several_chunks_settle_as_well(prompt: Api) -> None:
    data = DATA + b"y" * 50
    upload = prompt.sent(prompt.project(), data, 100)
    assert prompt.complete(upload, data).json["state"] == "complete"


def test_several_chunks_that_are_to_be_read_are_left_to_the_worker(
    prompt_lab: Lab, prompt: Api
) -> None:
    data = DATA + b"y" * 50
    upload = prompt.sent(prompt.project(), data, 100)
    done = prompt.complete(upload, data, 202, **digest_of(data, "sha256")).json
    assert done["state"] == "assembling"
    prompt_lab.work()
    assert prompt_lab.state(upload) == "complete"


def test_one_that_is_sent_as_a_whole_is_left_to_the_worker(prompt: Api) -> None:
    upload = prompt.begin(prompt.project(), 100, chunked=False).json
    prompt.send(upload["signed_url"], DATA)
    assert prompt.complete(upload["id"], DATA).json["state"] == "assembling"


def test_on_swift_it_settles_as_well(swift_prompt: Lab) -> None:
    api = client(swift_prompt, "researcher")
    upload = begun(api, api.project())
    assert send(upload["granted"][0], DATA) == 201
    assert api.complete(upload["id"], DATA).json["state"] == "complete"


@contextmanager
def hung(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    """Storage that joins nothing while inside; gives a sign for each call that hangs."""
    concatenator, go_on, hanging = lab.providers.default.abilities.concatenator, Event(), []
    join = concatenator.concatenate

    def concatenate(*args: Any, **more: Any) -> None:
        done = Event()
        hanging.append(done)
        assert go_on.wait(LONG)
        join(*args, **more)
        done.set()

    monkeypatch.setattr(concatenator, "concatenate", concatenate)
    try:
        yield hanging
    finally:
        go_on.set()


def test_storage_that_hangs_holds_no_answer_back(
    open_again: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = open_again(patience=0.05)
    api = client(lab, "researcher")
    upload = begun(api, api.project())
    api.send(upload["granted"][0], DATA)
    with hung(lab, monkeypatch) as hanging:
        assert api.complete(upload["id"], DATA).json["state"] == "assembling"
        assert len(hanging) == 1
        lab.work()  # the lease is held: nobody else joins it meanwhile
        assert len(hanging) == 1
    assert hanging[0].wait(LONG)
    lab.service.parts.briefly.close(wait=True)
    assert lab.state(upload["id"]) == "complete"


def test_while_all_threads_hang_the_worker_is_called() -> None:
    go_on = Event()
    queued: list[UUID] = []
    briefly = Briefly(patience=0.01, at_once=2)
    settle = briefly.doing(lambda item: go_on.wait(LONG), otherwise=queued.append)
    items = [uuid4() for _ in range(4)]
    for item in items:
        settle(item)
    assert queued == items[2:]
    go_on.set()
    briefly.close(wait=True)


def test_work_that_fails_reaches_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def fail(item: UUID) -> None:
        raise ZeroDivisionError(f"of {item}")

    briefly, item = Briefly(patience=LONG, at_once=1), uuid4()
    settle = briefly.doing(fail, otherwise=fail)
    settle(item)
    settle(item)  # the thread is free again
    assert caplog.text.count(f"of {item}") == 2 * caplog.text.count("Traceback")
    briefly.close(wait=True)
