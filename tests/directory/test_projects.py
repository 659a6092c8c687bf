"""Projects: who sees which, what is done with them, and what goes with a deleted one."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.directory.client import Client, in_project, names
from tests.directory.service import UNKNOWN, Directory
from tests.house.statements import statements_of

PROJECT_KEYS = ["kind", "id", "name", "slug", "description", "is_deleted", "audit"]


def test_create_is_202_and_the_creator_is_its_administrator(
    directory: Directory, api: Client
) -> None:
    made = api.call("POST", "/projects/", {"name": "Mice", "description": "All of them"}, 202)
    assert list(made.json) == PROJECT_KEYS
    assert made.json["kind"] == "dds-project"
    assert made.json["is_deleted"] is False
    assert made.json["audit"]["created_by"]["username"] == "researcher"
    assert "X-Total-Pages" not in made.headers
    project_id = made.json["id"]
    assert directory.jobs.given == [("prepare_project", UUID(project_id))]
    member = api.get(f"/projects/{project_id}/permissions/{api.id}")
    assert member["auth_role"]["id"] == "project_admin"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "x" * 1025}, "name"),
        ({"name": "x", "description": "y" * 1025}, "description"),
        ({"name": "x", "description": ["y"]}, "description"),
        ({"name": "x", "slug": {}}, "slug"),
    ],
)
def test_bad_projects_are_field_errors(api: Client, body: object, field: str) -> None:
    answer = api.post("/projects", body, 400)
    assert answer["reason"] == "validation failed"
    assert [list(error) for error in answer["errors"]] == [[field]]
    assert api.get("/projects")["results"] == []


def test_a_list_has_the_projects_one_may_view(directory: Directory, api: Client) -> None:
    mine = api.project("mine")
    other = directory.client("other")
    other.project("theirs")
    assert names(api.get("/projects")) == ["mine"]
    assert names(directory.client("root", admin=True).get("/projects")) == ["theirs", "mine"]
    other.get(f"/projects/{mine}", 403)


def test_pages_go_from_the_oldest_on_each_with_its_newest_first(api: Client) -> None:
    for number in range(3):
        api.project(f"p{number}")
    result = api.call("GET", "/projects?page=1&per_page=2")
    assert names(result.json) == ["p1", "p0"]
    own = {name: value for name, value in result.headers.items() if name.startswith("x-")}
    paging = {name: value for name, value in own.items() if name != "x-request-id"}
    assert paging == {
        "x-total": "3",
        "x-total-pages": "2",
        "x-page": "1",
        "x-per-page": "2",
        "x-next-page": "2",
        "x-prev-page": "",
    }
    assert names(api.get("/projects?page=2&per_page=2")) == ["p2"]
    assert names(api.get("/projects")) == ["p2", "p1", "p0"]
    assert names(api.get("/projects?page=2000000000&per_page=1000")) == []
    api.get("/projects?per_page=1001", 400)
    api.get("/projects?page=99999999999999999999", 400)


def test_an_empty_list_has_no_pages(api: Client) -> None:
    result = api.call("GET", "/projects")
    assert result.json == {"results": []}
    assert result.headers["x-total-pages"] == "0"


def test_a_slug_finds_a_project(api: Client) -> None:
    api.post("/projects", {"name": "a", "slug": "mice"}, 202)
    api.project("b")
    assert names(api.get("/projects?slug=mice")) == ["a"]
    assert names(api.get("/projects?slug=rats")) == []
    assert names(api.get("/projects?slug=")) == ["b", "a"]
    api.get("/projects?slug=a%00b", 400)


def test_update_sets_what_is_given(api: Client, project: str) -> None:
    changed = api.put(f"/projects/{project}", {"description": ""})
    assert (changed["name"], changed["description"]) == ("Mice", "")
    assert changed["audit"]["last_updated_by"]["username"] == "researcher"
    assert api.put(f"/projects/{project}", {"name": "Rats"})["name"] == "Rats"
    assert api.put(f"/projects/{project}", {})["name"] == "Rats"
    api.put(f"/projects/{project}", {"name": ""}, 400)
    assert api.get(f"/projects/{project}")["name"] == "Rats"


def test_a_deleted_project_and_all_that_was_in_it_is_not_found(
    directory: Directory, api: Client, project: str
) -> None:
    folder = api.folder("f", in_project(project))["id"]
    upload = directory.upload(api, project)
    file = api.file(upload, in_project(project))
    version = file["current_version"]["id"]
    api.delete(f"/projects/{project}")
    for path in ("", "/children", "/files", "/permissions", f"/permissions/{api.id}"):
        assert api.get(f"/projects/{project}{path}", 404)["reason"] == "Project Not Found"
    assert api.get(f"/folders/{folder}", 404)["reason"] == "Folder Not Found"
    api.get(f"/folders/{folder}/children", 404)
    assert api.get(f"/files/{file['id']}/url", 404)["reason"] == "DataFile Not Found"
    api.get(f"/files/{file['id']}/versions", 404)
    assert api.get(f"/file_versions/{version}/url", 404)["reason"] == "FileVersion Not Found"
    assert api.folder("f", in_project(project), 404)["reason"] == "Project Not Found"
    assert api.file(upload, in_project(project), 404)["reason"] == "Project Not Found"
    assert api.get("/projects")["results"] == []
    api.delete(f"/projects/{project}", 404)


@pytest.mark.parametrize("bad", ["nothing", "%00", UNKNOWN, "%ED%A0%80", "9" * 200])
def test_ids_that_name_nothing_are_not_found(api: Client, bad: str) -> None:
    for path in (f"/projects/{bad}", f"/projects/{bad}/children", f"/projects/{bad}/files"):
        assert api.get(path, 404)["reason"] == "Project Not Found"
    api.put(f"/projects/{bad}", {"name": "x"}, 404)
    api.delete(f"/projects/{bad}", 404)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("project_admin", True),
        ("file_editor", False),
        ("file_uploader", False),
        ("file_downloader", False),
        ("project_viewer", False),
    ],
)
def test_administrators_alone_change_a_project(
    directory: Directory, api: Client, project: str, role: str, may: bool
) -> None:
    member = directory.client("member")
    api.put(f"/projects/{project}/permissions/{member.id}", {"auth_role": {"id": role}})
    assert member.get(f"/projects/{project}?%7B%7D")["id"] == project
    member.put(f"/projects/{project}", {"name": "new"}, 200 if may else 403)
    member.delete(f"/projects/{project}", 204 if may else 403)


def test_nobody_is_let_in_without_a_token(directory: Directory, project: str) -> None:
    nobody = directory.stranger()
    nobody.get("/projects", 401)
    nobody.post("/projects", {"name": "x"}, 401)
    nobody.get(f"/projects/{project}", 401)


def test_lists_take_a_constant_number_of_queries(directory: Directory, api: Client) -> None:
    counts = []
    for number in range(20):
        api.project(f"p{number}")
        with statements_of(directory.database) as seen:
            api.get("/projects")
        counts.append(len(seen))
    assert len(set(counts)) == 1
