"""A deleted file comes back as it was, for as long as its content is kept."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from dds_upload.commands.files import restore_file
from dds_upload.core.errors import NotFound
from tests.house.client import Api
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab

DATA = bytes(range(150))


def restored(lab: Lab, file: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints, whatever comes of it."""
    restore_file(lab.service, Namespace(id=UUID(file)))
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_it_is_where_it_was_with_its_versions(lab: Lab, api: Api, project: str) -> None:
    folder = api.post("/folders", _below("dds-project", project, name="deep"), 201).json["id"]
    made = {"upload": {"id": api.stored(project, DATA, 100)}}
    file = api.post("/files", {**_below("dds-folder", folder), **made}, 201).json["id"]
    api.put(f"/files/{file}", {"upload": {"id": api.stored(project, DATA, 50)}}, 200)
    before = api.get(f"/files/{file}").json
    api.delete(f"/files/{file}")
    lab.clock.forward(days=29)
    lab.hour()
    assert lab.operations.directory.restore_file.by_operator(UUID(file)).name == before["name"]
    after = api.get(f"/files/{file}").json
    assert [it["id"] for it in after["ancestors"]] == [it["id"] for it in before["ancestors"]]
    assert after["current_version"]["id"] == before["current_version"]["id"]
    assert len(api.get(f"/files/{file}/versions").json["results"]) == 2
    lab.clock.forward(days=31)
    lab.hour()
    signed = api.get(f"/files/{file}/url").json
    assert api.fetch(signed).content == DATA


def test_of_a_deleted_folder_it_comes_to_the_root(lab: Lab, api: Api, project: str) -> None:
    folder = api.post("/folders", _below("dds-project", project, name="deep"), 201).json["id"]
    made = {"upload": {"id": api.stored(project, DATA, 100)}}
    file = api.post("/files", {**_below("dds-folder", folder), **made}, 201).json["id"]
    api.delete(f"/folders/{folder}")
    lab.operations.directory.restore_file.by_operator(UUID(file))
    listed = api.get(f"/projects/{project}/children").json["results"]
    assert [it["id"] for it in listed] == [file]
    found = api.get(f"/projects/{project}/children", params={"name_contains": "a"})
    assert found.status_code == 200


def test_it_says_why_not(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = api.file(project, api.stored(project, DATA, 100)).json["id"]
    assert "no deleted file" in restored(lab, file, capsys)
    api.delete(f"/files/{file}")
    lab.clock.forward(days=31)
    lab.hour()
    assert "content is not kept any more" in restored(lab, file, capsys)
    api.delete(f"/projects/{project}")
    assert "project is deleted" in restored(lab, file, capsys)
    with pytest.raises(NotFound):
        lab.operations.directory.restore_file.by_operator(UUID(int=0))


def test_the_command_prints_what_is_there_again(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = api.file(project, api.stored(project, DATA, 100)).json
    api.delete(f"/files/{made['id']}")
    assert restored(lab, made["id"], capsys) == f"{made['id']} is restored: {made['name']}\n"


def _below(kind: str, id: str, **more: str) -> dict[str, object]:
    return {"parent": {"kind": kind, "id": id}, **more}


@pytest.mark.parametrize(
    ("kept", "until"), [("2d", timedelta(days=2)), ("1m", timedelta(hours=1)), ("never", None)]
)
def test_its_bytes_are_kept_until_the_moment_that_is_told(
    open_again: OpenLab, kept: str, until: timedelta | None
) -> None:
    lab = open_again({**SMALL, "DELETED_KEPT": kept})
    api = client(lab, "researcher")
    project = api.project()
    for _ in range(2):
        api.delete(f"/files/{api.file(project, api.stored(project, DATA, 100)).json['id']}")
    other, file = api.get(f"/projects/{project}/deleted_files").json["results"]
    told, now = file["kept_until"], lab.clock()
    if until is None:
        assert told is None
        lab.clock.forward(days=4000)
    else:
        assert abs(datetime.fromisoformat(told) - now - until) < timedelta(minutes=1)
        lab.clock.forward(seconds=until.total_seconds() - 60)
    lab.hour()
    api.put(f"/files/{file['id']}/restore", expect=200)
    assert api.fetch(api.get(f"/files/{file['id']}/url").json).content == DATA
    if until is not None:
        lab.clock.forward(minutes=2)
        lab.hour()
        answer = api.put(f"/files/{other['id']}/restore", expect=404)
        assert answer.json["reason_code"] == "content_missing"
        assert api.get(f"/projects/{project}/deleted_files").json["results"] == []
