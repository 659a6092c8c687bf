"""Completing an upload makes its file as well, where the request describes one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.client import UNKNOWN, Api, digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab

DATA = b"x" * 100

#: Longer than anything takes here, in seconds: the answer waits until the upload has settled.
LONG = 60.0


def file_in(project: str, **more: Any) -> dict[str, Any]:
    return {"parent": {"kind": "dds-project", "id": project}, **more}


def complete(api: Api, upload: str, file: Any, data: bytes = DATA, expect: int = 202) -> Any:
    body = {"hash": digest_of(data), "file": file}
    return api.put(f"/uploads/{upload}/complete", body, expect).json


@pytest.mark.parametrize("patience", [0.0, LONG])
def test_a_file_is_made_as_it_would_be_by_itself(open_again: OpenLab, patience: float) -> None:
    api = client(open_again(patience=patience), "researcher")
    project = api.project()
    folder = api.post("/folders", {"name": "scans", "parent": file_in(project)["parent"]}, 201).json
    place = {"kind": "dds-folder", "id": folder["id"]}
    upload = api.sent(project, DATA, 100)
    done = complete(api, upload, {"parent": place, "label": "first"})
    made = done["file"]
    assert made == api.get(f"/files/{made['id']}").json
    assert (made["parent"], made["name"]) == (place, "brain.dat")
    assert made["current_version"]["label"] == "first"
    assert made["current_version"]["upload"]["id"] == upload == done["id"]
    again = complete(api, upload, {"parent": place, "label": "first"})
    assert again["file"] == made
    body = {"parent": place, "upload": {"id": upload}}
    assert api.post("/files", body, 201).json == made
    listed = api.get(f"/folders/{folder['id']}/children").json["results"]
    assert [it["id"] for it in listed] == [made["id"]]


def test_no_file_is_made_of_one_that_failed(open_again: OpenLab) -> None:
    api = client(open_again(patience=LONG), "researcher")
    project = api.project()
    upload = api.sent(project, DATA, 100)
    done = complete(api, upload, file_in(project), b"other")
    assert (done["state"], done["file"]) == ("failed", None)
    assert api.get(f"/projects/{project}/children").json["results"] == []


def test_without_a_file_none_is_answered(api: Api, project: str) -> None:
    upload = api.sent(project, DATA, 100)
    assert "file" not in complete(api, upload, None)


def test_what_is_wrong_with_the_file_is_said_before_anything_is_completed(
    lab: Lab, api: Api, project: str
) -> None:
    upload, elsewhere = api.sent(project, DATA, 100), api.project()
    missing = {"parent": {"kind": "dds-folder", "id": UNKNOWN}}
    assert complete(api, upload, missing, expect=404)["reason"] == "Folder Not Found"
    assert complete(api, upload, file_in(UNKNOWN), expect=404)["reason"] == "Project Not Found"
    assert complete(api, upload, file_in(elsewhere), expect=404)["reason"] == "Upload Not Found"
    stranger = client(lab, "stranger")
    complete(api, upload, file_in(stranger.project()), expect=403)
    refused = complete(api, upload, file_in(project, label="x" * 1025), expect=400)
    assert [list(it) for it in refused["errors"]] == [["file.label"]]
    refused = complete(api, upload, {"label": "x"}, expect=400)
    assert refused["errors"] == [{"file.parent": "can't be blank"}]
    refused = complete(api, upload, "x", expect=400)
    assert refused["errors"] == [{"file": "is invalid"}]
    assert lab.state(upload) == "open"
    complete(api, upload, file_in(project), b"x", 202)


def test_of_somebody_elses_upload_no_file_is_made(lab: Lab, api: Api, project: str) -> None:
    editor = client(lab, "editor")
    user = editor.get("/current_user").json["id"]
    role = {"auth_role": {"id": "file_editor"}}
    api.put(f"/projects/{project}/permissions/{user}", role, 200)
    upload = api.sent(project, DATA, 100)
    complete(editor, upload, file_in(project), expect=403)
    assert lab.state(upload) == "open"
    complete(editor, upload, None)


def test_a_form_may_ask_for_a_file(api: Api, project: str) -> None:
    upload = api.sent(project, DATA, 100)
    form = (
        f"hash[value]={digest_of(DATA)['value']}&hash[algorithm]=md5"
        f"&file[parent][kind]=dds-project&file[parent][id]={project}"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    done = api.put(f"/uploads/{upload}/complete", form, 202, headers=headers).json
    assert done["file"]["project"]["id"] == project
