"""A project or folder that is made with a key is made once, however often its client asks."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from dds_upload.core.accounts.request_keys import KEPT
from tests.directory.client import in_folder, in_project
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.uploads.test_races import at_once

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def api(lab: Lab) -> Api:
    """A client that sends headers."""
    return client(lab, "researcher")


def project(api: Api, expect: int | None = 202, **said: Any) -> Any:
    """The answer to POST /projects."""
    return api.post("/projects", {"name": "Mice", **said}, expect, headers=KEY).json


def folder(api: Api, parent: dict[str, Any], expect: int | None = 201, name: str = "scans") -> Any:
    """The answer to POST /folders."""
    return api.post("/folders", {"name": name, "parent": parent}, expect, headers=KEY).json


def listed(api: Api, path: str) -> list[str]:
    return [it["id"] for it in api.get(path).json["results"]]


def test_the_same_request_again_is_answered_with_its_project(api: Api) -> None:
    first = project(api, description="all of them")
    assert project(api, description="all of them") == first
    api.put(f"/projects/{first['id']}", {"name": "Voles"}, 200)
    again = project(api, description="all of them")
    assert (again["id"], again["name"]) == (first["id"], "Voles")
    assert listed(api, "/projects") == [first["id"]]


def test_with_a_slug_of_its_own_too(lab: Lab, api: Api) -> None:
    first = project(api, slug="mice")
    assert project(api, slug="mice") == first
    many = at_once(lab, [partial(project, api, slug="mice")] * 8)
    assert {it["id"] for it in many} == {first["id"]}


def test_of_many_at_once_one_project_is_made(lab: Lab, api: Api) -> None:
    many = at_once(lab, [partial(project, api, slug="mice")] * 8)
    assert len({it["id"] for it in many}) == 1
    assert listed(api, "/projects") == [many[0]["id"]]


def test_the_same_request_again_is_answered_with_its_folder(api: Api) -> None:
    parent = in_project(api.project())
    first = folder(api, parent)
    assert folder(api, parent) == first
    assert listed(api, f"/projects/{parent['id']}/children") == [first["id"]]


def test_of_many_at_once_one_folder_is_made(lab: Lab, api: Api) -> None:
    parent = in_project(api.project())
    many = at_once(lab, [partial(folder, api, parent)] * 8)
    assert len({it["id"] for it in many}) == 1
    api.delete(f"/folders/{many[0]['id']}")
    more = at_once(lab, [partial(folder, api, parent)] * 8)
    assert len({it["id"] for it in more}) == 1
    assert listed(api, f"/projects/{parent['id']}/children") == [more[0]["id"]]


def test_a_folder_is_found_wherever_it_is_by_now(api: Api) -> None:
    mice = in_project(api.project())
    outer = api.post("/folders", {"name": "outer", "parent": mice}, 201).json
    made = folder(api, in_folder(outer))
    api.put(f"/folders/{made['id']}/move", {"parent": mice}, 200)
    api.put(f"/folders/{made['id']}/rename", {"name": "moved"}, 200)
    api.delete(f"/folders/{outer['id']}")
    again = folder(api, in_folder(outer))
    assert (again["id"], again["name"], again["parent"]) == (made["id"], "moved", mice)


def test_another_request_under_the_same_key_is_refused(api: Api) -> None:
    project(api)
    refused = project(api, 422, name="Rats")
    assert refused["reason_code"] == "request_key_reused"
    here, there = (in_project(api.project(name)) for name in ("here", "there"))
    folder(api, here)
    for other in ({"parent": there}, {"parent": here, "name": "other"}):
        assert folder(api, **other, expect=422)["reason_code"] == "request_key_reused"
    folder(api, here)


def test_what_was_deleted_since_is_made_anew(api: Api) -> None:
    first = project(api)
    in_first = folder(api, in_project(first["id"]))
    api.delete(f"/folders/{in_first['id']}")
    second = folder(api, in_project(first["id"]))
    assert second["id"] != in_first["id"]
    assert folder(api, in_project(first["id"])) == second
    api.delete(f"/projects/{first['id']}")
    assert folder(api, in_project(first["id"]), 404)["reason_code"] == "not_found"
    anew = project(api)
    assert (anew["id"] != first["id"], anew["slug"]) == (True, "mice-2")
    assert project(api) == anew


def test_a_slug_of_ones_own_that_a_deleted_project_keeps_is_taken(api: Api) -> None:
    first = project(api, slug="voles")
    api.delete(f"/projects/{first['id']}")
    assert project(api, 400, slug="voles")["reason_code"] == "already_taken"


def test_a_key_is_kept_for_a_day(lab: Lab, api: Api) -> None:
    first = project(api)
    lab.clock.forward(seconds=KEPT.total_seconds() - 60)
    assert project(api) == first
    lab.clock.forward(seconds=120)
    second = project(api, name="Rats")
    assert second["id"] != first["id"]
    assert project(api, name="Rats") == second


def test_what_was_refused_is_judged_again(api: Api) -> None:
    assert project(api, 400, slug="not a slug")
    assert project(api, 404, organization={"slug": "nobody"})
    made = project(api)
    deep = in_project(made["id"])
    assert folder(api, in_folder(made["id"]), 404)
    assert folder(api, deep) == folder(api, deep)


def test_who_lost_their_rights_is_answered_as_anybody_else(lab: Lab, api: Api) -> None:
    other = client(lab, "other")
    shared = api.project("shared")
    members = f"/projects/{shared}/permissions/{other.get('/current_user').json['id']}"
    api.put(members, {"auth_role": {"id": "file_editor"}}, 200)
    folder(other, in_project(shared))
    api.put(members, {"auth_role": {"id": "project_viewer"}}, 200)
    folder(other, in_project(shared), 403)
    own = project(other)
    permissions = f"/projects/{own['id']}/permissions"
    other.put(
        f"{permissions}/{api.get('/current_user').json['id']}",
        {"auth_role": {"id": "project_admin"}},
        200,
    )
    api.delete(f"{permissions}/{other.get('/current_user').json['id']}")
    project(other, 403)
    assert listed(other, "/projects") == [shared]


def test_one_key_serves_at_each_path(api: Api) -> None:
    made = project(api)
    in_it = folder(api, in_project(made["id"]))
    api.service.operations.storage.prepare_containers()
    body = {"name": "a", "content_type": "", "size": 1}
    uploads = f"/projects/{made['id']}/uploads"
    upload = api.post(uploads, body, 201, headers=KEY).json
    assert len({made["id"], in_it["id"], upload["id"]}) == 3
    assert api.post(uploads, body, 201, headers=KEY).json["id"] == upload["id"]
    assert (project(api), folder(api, in_project(made["id"]))) == (made, in_it)
