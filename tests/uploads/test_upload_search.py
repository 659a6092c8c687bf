"""Uploads of a project that somebody looks for."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.paging import PageRequest
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import UploadState
from tests.db.plans import plans
from tests.house.client import Api, errors_of
from tests.house.fixtures import client
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.uploads.lives import NumberedLife

STATES = ["open", "assembling", "complete", "failed", "aborted", "expired"]


def found(api: Api, project: str, query: str) -> list[str]:
    """The ids, in their order; the total is their number."""
    answer = api.get(f"/projects/{project}/uploads", query_string=query)
    ids = [str(it["id"]) for it in answer.json["results"]]
    assert answer.headers["x-total"] == str(len(ids))
    return ids


def member(lab: Lab, api: Api, project: str) -> Api:
    """Somebody else who may send files to that project."""
    other = client(lab, "other")
    user = other.get("/current_user").json["id"]
    role = {"auth_role": {"id": "file_editor"}}
    api.put(f"/projects/{project}/permissions/{user}", role, 200)
    return other


def test_by_state_each_finds_its_own(lab: Lab) -> None:
    life = NumberedLife(lab)
    uploads = {state: str(life.upload(UploadState(state))) for state in reversed(STATES)}
    for state, upload in uploads.items():
        query = f"state={state}"
        assert found(life.api, life.project, query) == [upload]
        shown = life.api.get(f"/projects/{life.project}/uploads", query_string=query)
        assert [it["state"] for it in shown.json["results"]] == [state]


def test_by_name_and_size_to_the_letter(api: Api, project: str) -> None:
    names = ["brain.dat", "Brain.dat", "brain.dat ", "brain%.dat", "naïve & 😀.dat"]
    uploads = {name: api.upload(project, 10, name=name) for name in names}
    larger = api.upload(project, 11, name="brain.dat")
    assert found(api, project, "name=brain.dat") == [larger, uploads["brain.dat"]]
    assert found(api, project, "name=brain.dat&size=11") == [larger]
    assert found(api, project, "name=brain%25.dat") == [uploads["brain%.dat"]]
    assert found(api, project, "name=brain%") == []
    assert found(api, project, "name=na%C3%AFve%20%26%20%F0%9F%98%80.dat") == [uploads[names[-1]]]
    assert found(api, project, "size=11") == [larger]
    assert found(api, project, "size=12") == []


def test_mine_are_those_that_the_caller_began(lab: Lab, api: Api, project: str) -> None:
    other = member(lab, api, project)
    mine, others = api.upload(project, 10), other.upload(project, 10)
    assert found(api, project, "mine=true") == [mine]
    assert found(other, project, "mine=true") == [others]
    assert found(api, project, "mine=false") == [others, mine]
    root = client(lab, "root", admin=True)
    assert found(root, project, "mine=true") == []


def test_all_that_is_asked_for_must_hold(lab: Lab, api: Api, project: str) -> None:
    other = member(lab, api, project)
    wanted = api.upload(project, 10, name="a")
    for by, size, name in ((other, 10, "a"), (api, 11, "a"), (api, 10, "b")):
        by.upload(project, size, name=name)
    api.delete(f"/uploads/{api.upload(project, 10, name='a')}")
    api.upload(api.project(), 10, name="a")
    assert found(api, project, "state=open&name=a&size=10&mine=true") == [wanted]


def test_blank_filters_say_nothing(api: Api, project: str) -> None:
    upload = api.upload(project, 10)
    assert found(api, project, "state=&name=&size=&mine=") == [upload]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("state=purged", ["state"]),
        ("state=OPEN", ["state"]),
        ("state=%00", ["state"]),
        ("size=-1", ["size"]),
        ("size=1.0", ["size"]),
        ("size=%D9%A1", ["size"]),
        (f"size={2**63}", ["size"]),
        ("size=" + "9" * 5000, ["size"]),
        ("mine=yes", ["mine"]),
        ("mine=1", ["mine"]),
        ("name=%00", ["name"]),
        ("state=x&name=%00&size=x&mine=x", ["state", "name", "size", "mine"]),
        ("state=x&page=0", ["page"]),
    ],
)
def test_a_wrong_value_is_named(
    wire: Api, wire_project: str, query: str, fields: list[str]
) -> None:
    answer = wire.get(f"/projects/{wire_project}/uploads", 400, query_string=query)
    assert [name for name, _ in errors_of(answer)] == fields


def test_strangers_find_nothing(lab: Lab, api: Api, project: str) -> None:
    api.upload(project, 10)
    path = f"/projects/{project}/uploads"
    client(lab, "stranger").get(path, 403, query_string="state=open")


def test_one_that_is_over_has_expired_before_a_sweep_has_seen_it(
    lab: Lab, api: Api, project: str
) -> None:
    idle, active = api.upload(project, 10), api.upload(project, 10)
    lab.clock.forward(days=7, seconds=-1)
    api.offer(active, 1, 10)
    assert found(api, project, "state=open") == [active, idle]
    lab.clock.forward(seconds=2)
    for query in ("state=open", ""):
        assert found(api, project, query) == [active]
    assert found(api, project, "state=expired") == [idle]
    listed = api.get(f"/projects/{project}/uploads", query_string="state=expired").json["results"]
    assert [it["state"] for it in listed] == ["expired"]
    lab.work()
    assert lab.state(idle) is UploadState.EXPIRED
    assert found(api, project, "state=expired") == [idle]


def walk(api: Api, project: str, query: str, meanwhile: Any) -> list[str]:
    """What is seen by a client that follows the pages while something happens."""
    seen, page = [], "1"
    while page:
        answer = api.get(
            f"/projects/{project}/uploads", query_string=f"{query}&per_page=2&page={page}"
        )
        seen += [str(it["id"]) for it in answer.json["results"]]
        page = answer.headers["x-next-page"]
        meanwhile()
    return seen


@pytest.mark.parametrize("query", ["state=open", "name=brain.dat", "mine=true", "size=10"])
def test_what_others_leave_meanwhile_hides_nothing(api: Api, project: str, query: str) -> None:
    stay, leave = [], []
    for _ in range(3):
        stay.append(api.upload(project, 10))
        leave.append(api.upload(project, 10))

    def give_up() -> None:
        if leave:
            api.delete(f"/uploads/{leave.pop()}")

    assert set(walk(api, project, query, give_up)) >= set(stay)
    assert not leave


def test_a_slow_reader_has_ten_minutes_for_a_search(lab: Lab, api: Api, project: str) -> None:
    leaves, *stay = (api.upload(project, 10) for _ in range(4))
    pages = itertools.count(1)

    def give_up_and_wait() -> None:
        if next(pages) == 1:
            api.delete(f"/uploads/{leaves}")
            lab.clock.forward(minutes=9)

    assert set(walk(api, project, "state=open", give_up_and_wait)) >= set(stay)


def test_what_moved_long_ago_takes_no_place(lab: Lab, api: Api, project: str) -> None:
    stays, *gone = (api.upload(project, 10) for _ in range(6))
    for upload in gone:
        api.delete(f"/uploads/{upload}")
    path, query = f"/projects/{project}/uploads", "state=open&per_page=2"
    assert api.get(path, query_string=query).headers["x-next-page"] == "2"
    lab.clock.forward(minutes=11)
    answer = api.get(path, query_string=query)
    assert [it["id"] for it in answer.json["results"]] == [stays]
    assert answer.headers["x-next-page"] == ""


@pytest.mark.parametrize(
    ("search", "index"),
    [
        (UploadSearch(state=UploadState.ASSEMBLING), "uploads_states"),
        (UploadSearch(name="f7", size=10), "uploads_named"),
    ],
    ids=["state", "name"],
)
def test_one_of_many_is_found_by_an_index(rows: Rows, search: UploadSearch, index: str) -> None:
    lab, api = rows.lab, client(rows.lab, "owner")
    project = UUID(api.bare_project())
    for number in range(400):
        state = UploadState.COMPLETE if number % 100 else UploadState.ASSEMBLING
        rows.upload(10, name=f"f{number}", project_id=project, state=state)
    now = lab.clock()

    def ask() -> None:
        lab.records.uploads.page_of_project(project, search, PageRequest(), now=now, idle_since=now)

    assert any(index in plan for plan in plans(lab.database, ask))
