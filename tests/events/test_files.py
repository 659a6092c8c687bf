"""What is recorded of files: each change of each file once, whatever it was changed through."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.events.event import Event, EventKind
from tests.content.client import Sender
from tests.events.heard import Agent, Heard
from tests.house.client import Api
from tests.house.setting import Lab

DATA = bytes(range(150))
K = EventKind


@pytest.fixture
def project(agent: Agent) -> str:
    """A project of the program's user."""
    return agent.api.project()


@pytest.fixture
def upload(agent: Agent, project: str, heard: Heard) -> str:
    """A complete upload, whose own events were heard."""
    made = agent.api.stored(project, DATA, 100)
    heard.new()
    return made


@pytest.fixture
def file(agent: Agent, project: str, upload: str, heard: Heard) -> str:
    """A file of that upload, whose beginning was heard."""
    made = str(agent.api.file(project, upload).json["id"])
    assert heard.only(K.FILE_CREATED)
    return made


def folder(api: Api, name: str, parent: str, kind: str = "dds-folder") -> str:
    """The id of a new folder."""
    body = {"name": name, "parent": {"kind": kind, "id": parent}}
    return str(api.post("/folders", body, expect=201).json["id"])


def file_in(api: Api, upload: str, parent: str) -> str:
    """The id of a new file in a folder."""
    body = {"parent": {"kind": "dds-folder", "id": parent}, "upload": {"id": upload}}
    return str(api.post("/files/", body, expect=201).json["id"])


def names(event: Event) -> tuple[UUID | None, ...]:
    """The ids that an event has, but for whose doing it was."""
    return event.file_id, event.project_id, event.upload_id


def ids(*texts: str | None) -> tuple[UUID | None, ...]:
    """The same, of texts."""
    return tuple(UUID(text) if text else None for text in texts)


def test_a_new_file_is_created_once_with_its_content(
    lab: Lab, heard: Heard, agent: Agent, project: str, upload: str
) -> None:
    shown = agent.api.file(project, upload).json
    event = heard.only(K.FILE_CREATED)
    assert names(event) == ids(shown["id"], project, upload)
    assert agent.did(event)
    assert event.code is None
    assert 0 <= (lab.clock() - event.at).total_seconds() < 60


def test_each_change_is_one_event(
    heard: Heard, agent: Agent, project: str, upload: str, file: str
) -> None:
    api, here = agent.api, folder(agent.api, "here", project, "dds-project")
    assert heard.new() == []
    to = {"parent": {"kind": "dds-folder", "id": here}}
    changes: list[tuple[str, Any]] = [
        (f"/files/{file}/rename", {"name": "liver.dat"}),
        (f"/files/{file}/move", to),
        (f"/files/{file}", {"label": "final"}),
    ]
    for path, body in changes:
        api.put(path, body, expect=200)
        event = heard.only(K.FILE_CHANGED)
        assert (names(event), agent.did(event)) == (ids(file, project, None), True)
    api.put(f"/files/{file}", {"upload": {"id": upload}}, expect=200)
    assert heard.new() == []


def test_a_new_version_is_a_change_with_its_content_and_a_deleted_one_is_a_change(
    heard: Heard, agent: Agent, project: str, upload: str, file: str
) -> None:
    api = agent.api
    first = api.get(f"/files/{file}").json["current_version"]["id"]
    other = api.stored(project, DATA[:90], 100)
    heard.new()
    api.put(f"/files/{file}", {"upload": {"id": other}, "label": "new"}, expect=200)
    assert names(heard.only(K.FILE_CHANGED)) == ids(file, project, other)
    api.post(f"/file_versions/{first}/current", expect=201)
    assert names(heard.only(K.FILE_CHANGED)) == ids(file, project, upload)
    api.put(f"/file_versions/{first}", {"label": "old"}, expect=200)
    assert names(heard.only(K.FILE_CHANGED)) == ids(file, project, None)
    api.delete(f"/file_versions/{first}")
    event = heard.only(K.FILE_CHANGED)
    assert (names(event), agent.did(event)) == (ids(file, project, None), True)
    api.delete(f"/file_versions/{first}", expect=404)
    assert heard.new() == []


def test_a_deleted_file_is_deleted_once(
    heard: Heard, agent: Agent, project: str, file: str
) -> None:
    agent.api.delete(f"/files/{file}")
    event = heard.only(K.FILE_DELETED)
    assert (names(event), agent.did(event)) == (ids(file, project, None), True)
    agent.api.delete(f"/files/{file}", expect=404)
    assert heard.new() == []


def test_a_deleted_project_is_one_event_that_stands_for_all_in_it(
    heard: Heard, agent: Agent, project: str, file: str
) -> None:
    agent.api.delete(f"/projects/{project}")
    event = heard.only(K.PROJECT_DELETED)
    assert (names(event), agent.did(event)) == (ids(None, project, None), True)
    agent.api.delete(f"/projects/{project}", expect=404)
    agent.api.get(f"/files/{file}", expect=404)
    assert heard.new() == []


def test_a_deleted_folder_deletes_each_file_below_it_and_none_twice(
    heard: Heard, agent: Agent, project: str, upload: str, file: str
) -> None:
    api = agent.api
    top = folder(api, "top", project, "dds-project")
    below = folder(api, "below", top)
    deleted = file_in(api, upload, below)
    other = api.stored(project, DATA[:90], 100)
    there = {
        file_in(api, it, parent) for it, parent in ((upload, top), (other, top), (other, below))
    }
    api.delete(f"/files/{deleted}")
    heard.new()
    api.put(f"/folders/{below}/rename", {"name": "under"}, expect=200)
    assert heard.new() == []
    api.delete(f"/folders/{top}")
    events = heard.new()
    assert {event.kind for event in events} == {K.FILE_DELETED}
    assert sorted(map(names, events), key=str) == sorted(
        (ids(each, project, None) for each in there), key=str
    )
    assert all(agent.did(event) for event in events)
    api.delete(f"/folders/{top}", expect=404)
    assert heard.new() == []
    assert api.get(f"/files/{file}").json["id"] == file


def test_a_file_that_a_worker_delivers_is_created_by_those_who_asked_for_it(
    lab: Lab, heard: Heard, agent: Agent, project: str
) -> None:
    sender, other = Sender(lab, agent.api), Agent(lab, "other")
    theirs = other.api.project("Rats")
    assert sender.deliver(project, DATA)["state"] == "ok"
    began, completed, created = heard.new()
    assert (began.kind, completed.kind) == (K.UPLOAD_BEGAN, K.UPLOAD_COMPLETED)
    upload = str(began.upload_id)
    (file,) = sender.files(project)
    assert created.kind is K.FILE_CREATED
    assert (names(created), agent.did(created)) == (ids(file["id"], project, upload), True)
    sender.ask(project, DATA)
    assert heard.new() == []
    Sender(lab, other.api).ask(theirs, DATA)
    created = heard.only(K.FILE_CREATED)
    (file,) = Sender(lab, other.api).files(theirs)
    assert (names(created), other.did(created)) == (ids(file["id"], theirs, upload), True)
