"""What is recorded of uploads: what happened, when, to which, by whom, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from dds_upload.core.events.event import Event, EventKind
from tests.content.client import Sender, cut, uploads
from tests.events.heard import Agent, Heard, nobody_did
from tests.house.client import digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk

DATA = bytes(range(150))
WRONG = digest_of(DATA[::-1], "sha256")
K = EventKind


def names(event: Event) -> tuple[str, str | None, UUID | None]:
    """The upload, project and file of an event."""
    project = str(event.project_id) if event.project_id else None
    return str(event.upload_id), project, event.file_id


def is_now(lab: Lab, at: datetime) -> bool:
    """Whether it is a moment ago, by the clock of the service."""
    return 0 <= (lab.clock() - at).total_seconds() < 60


@pytest.fixture
def project(agent: Agent) -> str:
    """A project of the program's user."""
    return agent.api.project()


@pytest.fixture
def upload(agent: Agent, project: str) -> str:
    """An upload of that project, with all its chunks."""
    return agent.api.sent(project, DATA, 100)


def test_a_beginning_says_who_and_where(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    event = heard.only(K.UPLOAD_BEGAN)
    assert names(event) == (upload, project, None)
    assert agent.did(event)
    assert event.code is None
    found = lab.records.uploads.get(UUID(upload))
    assert found is not None
    assert event.at == found.created_at
    assert is_now(lab, event.at)


def test_a_completion_is_nobodys_and_of_the_moment_at_which_it_is_whole(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    agent.api.complete(upload, DATA)
    assert heard.kinds() == [K.UPLOAD_BEGAN]
    lab.clock.forward(hours=1)
    lab.work()
    event = heard.only(K.UPLOAD_COMPLETED)
    assert names(event) == (upload, project, None)
    assert nobody_did(event)
    found = lab.records.uploads.get(UUID(upload))
    assert found is not None
    assert (event.code, event.at) == (None, found.consistent_at)
    lab.work()
    assert heard.new() == []


def test_a_failure_says_why_by_its_code(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    agent.api.complete(upload, DATA, 202, **WRONG)
    lab.work()
    began, event = heard.new()
    assert names(event) == names(began) == (upload, project, None)
    assert (event.kind, event.code) == (K.UPLOAD_FAILED, "whole_digest_differs")
    assert nobody_did(event)
    lab.records.work_queue.requeue(None, lab.clock())
    assert heard.new() == []
    lab.work()
    assert heard.only(K.UPLOAD_FAILED).code == "whole_digest_differs"


def test_an_abort_and_a_purge_say_who_gave_up(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    done = agent.api.stored(project, DATA, 100)
    assert heard.kinds() == [K.UPLOAD_BEGAN, K.UPLOAD_BEGAN, K.UPLOAD_COMPLETED]
    other = client(lab, "other", admin=True)
    for caller, which, kind in (
        (other, upload, K.UPLOAD_ABORTED),
        (agent.api, done, K.UPLOAD_PURGED),
    ):
        caller.delete(f"/uploads/{which}")
        event = heard.only(kind)
        assert names(event) == (which, project, None)
        assert (event.code, agent.did(event)) == (None, caller is agent.api)
        assert event.user_id == UUID(caller.get("/current_user").json["id"])
        assert is_now(lab, event.at)
        caller.delete(f"/uploads/{which}", expect=None)
        lab.work()
        assert heard.new() == []
    lab.clock.forward(days=2)
    lab.work()
    assert heard.new() == []


def test_time_that_ran_out_is_nobodys(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    other = agent.api.upload(project, 10)
    assert heard.kinds() == [K.UPLOAD_BEGAN] * 2
    lab.clock.forward(days=30)
    lab.work()
    events = heard.new()
    assert [event.kind for event in events] == [K.UPLOAD_EXPIRED] * 2
    assert {names(event) for event in events} == {(it, project, None) for it in (upload, other)}
    assert all(nobody_did(event) and is_now(lab, event.at) for event in events)


def test_uploads_by_content_begin_fail_and_give_way(
    lab: Lab, heard: Heard, agent: Agent, project: str
) -> None:
    sender = Sender(lab, agent.api)
    sender.send(*cut(DATA))
    sender.ask(project, DATA, checksum="0" * 40)
    first = str(uploads(lab)[-1])
    lab.work()
    began, failed = heard.new()
    assert agent.did(began)
    assert nobody_did(failed)
    assert names(began) == names(failed) == (first, project, None)
    assert (failed.kind, failed.code) == (K.UPLOAD_FAILED, "whole_digest_differs")
    lab.clock.forward(hours=1)
    sender.ask(project, DATA, checksum="0" * 40)
    began, purged = heard.new()
    assert (began.kind, purged.kind) == (K.UPLOAD_BEGAN, K.UPLOAD_PURGED)
    assert names(purged) == (first, project, None)


def test_uploads_by_offset_belong_to_no_project(lab: Lab, heard: Heard) -> None:
    desk = Desk(lab, "other")
    upload = desk.begun(DATA)
    desk.withdraw(upload)
    began, aborted = heard.new()
    assert names(began) == names(aborted) == (str(upload), None, None)
    assert (aborted.kind, aborted.user_id) == (K.UPLOAD_ABORTED, desk.owner)
    lab.work()
    assert heard.new() == []
    artifact = desk.made(DATA)
    desk.commit(desk.sent(DATA), DATA)
    assert heard.kinds() == [K.UPLOAD_BEGAN, K.UPLOAD_COMPLETED] * 2
    desk.do.artifacts.delete(desk.caller, artifact.id)
    events = heard.new()
    assert [event.kind for event in events] == [K.UPLOAD_PURGED] * 2
    assert {event.user_id for event in events} == {desk.owner}
    open_again = desk.sent(DATA)
    desk.commit(open_again, DATA[::-1], LATER)
    lab.work()
    failed = heard.new()[-1]
    assert names(failed) == (str(open_again), None, None)
    assert (failed.kind, failed.code) == (K.UPLOAD_FAILED, "whole_digest_differs")
