"""All that somebody began, in whatever project, is on one list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.paging import PageRequest
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import UploadState
from tests.db.plans import plans_if_large
from tests.house.client import Api, errors_of
from tests.house.fixtures import client
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.placements.desk import Desk
from tests.uploads.lives import NumberedLife


def found(api: Api, query: str = "") -> list[str]:
    """The ids, in their order; the total is their number."""
    answer = api.get("/uploads", query_string=query)
    ids = [str(it["id"]) for it in answer.json["results"]]
    assert answer.headers["x-total"] == str(len(ids))
    return ids


def member(lab: Lab, api: Api, *projects: str) -> tuple[Api, str]:
    """Somebody else who may send files to those projects, and their id."""
    other = client(lab, "other")
    user = str(other.get("/current_user").json["id"])
    for project in projects:
        role = {"auth_role": {"id": "file_uploader"}}
        api.put(f"/projects/{project}/permissions/{user}", role, 200)
    return other, user


def test_those_of_all_projects_are_listed_as_a_project_lists_its_own(
    lab: Lab, api: Api, project: str
) -> None:
    mice, rats = api.upload(project, 10), api.upload(api.project("Rats"), 20)
    other, _ = member(lab, api, project)
    others = other.upload(project, 30)
    assert found(api, "state=open") == found(api) == [rats, mice]
    assert found(other) == [others]
    listed = api.get("/uploads").json["results"]
    of_project = api.get(f"/projects/{project}/uploads", query_string="mine=true").json["results"]
    assert listed[1:] == of_project
    assert [it["project"]["name"] for it in listed] == ["Rats", "Mice"]


def test_those_of_no_project_are_among_them(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.begin(100)
    assert found(desk.api) == [str(upload)]
    assert desk.api.get("/uploads").json["results"][0]["project"] is None
    assert found(client(lab, "other")) == []


def test_what_its_owner_may_not_see_any_more_is_left_out(lab: Lab, api: Api, project: str) -> None:
    rats, dogs = api.project("Rats"), api.project("Dogs")
    other, user = member(lab, api, project, rats, dogs)
    uploads = [other.upload(it, 10) for it in (project, rats, dogs)]
    api.delete(f"/projects/{rats}")
    api.delete(f"/projects/{dogs}/permissions/{user}")
    assert found(other) == uploads[:1]
    api.put(f"/projects/{dogs}/permissions/{user}", {"auth_role": {"id": "project_viewer"}}, 200)
    assert found(other) == [uploads[2], uploads[0]]


def test_an_administrator_sees_those_of_projects_without_membership(
    lab: Lab, api: Api, project: str
) -> None:
    root = client(lab, "root", admin=True)
    upload = root.upload(project, 10)
    api.upload(project, 10)
    assert found(root) == [upload]


def test_they_are_found_by_state_name_and_size(lab: Lab) -> None:
    life = NumberedLife(lab)
    states = ["open", "assembling", "complete", "failed", "aborted", "expired"]
    uploads = {state: str(life.upload(UploadState(state))) for state in reversed(states)}
    for state, upload in uploads.items():
        assert found(life.api, f"state={state}") == [upload]
    named = life.api.upload(life.project, 11, name="brain%.dat")
    assert found(life.api, "name=brain%25.dat") == found(life.api, "size=11") == [named]
    assert found(life.api, "name=brain%25.dat&state=failed") == []
    answer = life.api.get("/uploads", 400, query_string="state=x&size=x&page=1")
    assert [name for name, _ in errors_of(answer)] == ["state", "size"]


def test_one_that_is_idle_for_too_long_has_expired(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 10)
    lab.clock.forward(days=7, seconds=1)
    assert found(api, "state=open") == []
    assert found(api, "state=expired") == [upload]


def test_nobody_is_let_in_without_a_token(lab: Lab) -> None:
    Api(lab, None).get("/uploads", 401)


def walk(api: Api, meanwhile: Any) -> list[str]:
    """What is seen by a client that follows the pages while something happens."""
    seen, page = [], "1"
    while page:
        answer = api.get("/uploads", query_string=f"state=open&per_page=2&page={page}")
        seen += [str(it["id"]) for it in answer.json["results"]]
        page = answer.headers["x-next-page"]
        meanwhile()
    return seen


def test_what_is_given_up_meanwhile_hides_nothing(api: Api, project: str) -> None:
    rats, stay, leave = api.project("Rats"), [], []
    for _ in range(3):
        stay.append(api.upload(project, 10))
        leave.append(api.upload(rats, 10))
    assert set(walk(api, lambda: leave and api.delete(f"/uploads/{leave.pop()}"))) >= set(stay)
    assert not leave


def test_a_project_that_is_lost_meanwhile_hides_nothing(lab: Lab, api: Api, project: str) -> None:
    rats = api.project("Rats")
    other, user = member(lab, api, project, rats)
    lost = [other.upload(rats, 10) for _ in range(3)]
    stay = [other.upload(project, 10) for _ in range(5)]
    path = f"/projects/{rats}/permissions/{user}"
    assert set(walk(other, lambda: api.delete(path, expect=None))) >= set(stay)
    assert found(other) == stay[::-1]
    assert lost


def test_any_number_of_projects_takes_as_many_statements(api: Api) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            api.upload(api.project(), 10)
        with statements_of(api.service.database) as seen:
            found(api, "state=open")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_one_of_many_is_found_by_an_index(rows: Rows) -> None:
    lab, api = rows.lab, client(rows.lab, "owner")
    project = UUID(api.bare_project())
    for number in range(400):
        state = UploadState.COMPLETE if number % 100 else UploadState.ASSEMBLING
        rows.upload(10, project_id=project, state=state)
    lab.database.sql("UPDATE uploads SET moved_at = created_at")
    lab.clock.forward(hours=1)
    now, search = lab.clock(), UploadSearch(state=UploadState.ASSEMBLING)
    caller = Caller(rows.caller.user)

    def ask() -> None:
        lab.records.uploads.page_of_caller(caller, search, PageRequest(), now=now, idle_since=now)

    asked = plans_if_large(lab.database, ask)
    assert any("uploads_begun " in it and "uploads_begun_moved" in it for it in asked), asked
