"""Users see those of their own organisations, and whoever shares a project with them."""

from __future__ import annotations

import pytest

from tests.house.client import Api
from tests.house.setting import Lab

VIEWER = {"auth_role": {"id": "project_viewer"}}


def user(lab: Lab, name: str, *organizations: str, admin: bool = False) -> Api:
    """A client for a new user of those organisations."""
    created = lab.accounts.users.create(name, organizations=organizations, is_admin=admin)
    return Api(lab, created.api_token.reveal())


def seen_by(api: Api, query: str = "") -> list[str]:
    answer = api.get("/users", query_string=query)
    names = [each["username"] for each in answer.json["results"]]
    assert answer.headers["X-Total"] == str(len(names))
    return names


def id_of(api: Api) -> str:
    return str(api.get("/current_user").json["id"])


@pytest.fixture
def people(lab: Lab) -> dict[str, Api]:
    for slug in ("acme", "labs"):
        lab.accounts.organizations.create(slug)
    return {
        "ada": user(lab, "ada", "acme"),
        "bob": user(lab, "bob", "acme", "labs"),
        "cyd": user(lab, "cyd", "labs", "labs"),
        "dan": user(lab, "dan"),
        "root": user(lab, "root", admin=True),
    }


def test_lists_have_those_of_ones_own_organisations(people: dict[str, Api]) -> None:
    seen = {name: seen_by(api) for name, api in people.items()}
    assert seen == {
        "ada": ["ada", "bob"],
        "bob": ["ada", "bob", "cyd"],
        "cyd": ["bob", "cyd"],
        "dan": ["dan", "root"],
        "root": ["ada", "bob", "cyd", "dan", "root"],
    }
    assert seen_by(people["ada"], "username=cyd") == []
    assert seen_by(people["bob"], "username=cyd") == ["cyd"]


def test_others_are_not_found(people: dict[str, Api]) -> None:
    cyd = id_of(people["cyd"])
    answer = people["ada"].get(f"/users/{cyd}", 404)
    assert answer.json["reason"] == "User Not Found"
    for name in ("bob", "cyd", "root"):
        assert people[name].get(f"/users/{cyd}").json["username"] == "cyd"


def test_members_of_a_shared_project_are_found(people: dict[str, Api]) -> None:
    ada, dan = people["ada"], people["dan"]
    project = dan.bare_project()
    people["root"].put(f"/projects/{project}/permissions/{id_of(ada)}", VIEWER, 200)
    members = ada.get(f"/projects/{project}/permissions").json["results"]
    assert {member["user"]["username"] for member in members} == {"ada", "dan"}
    for one, other in ((ada, dan), (dan, ada)):
        one.get(f"/users/{id_of(other)}")
    dan.delete(f"/projects/{project}")
    ada.get(f"/users/{id_of(dan)}", 404)


def test_only_who_is_seen_is_let_into_a_project(people: dict[str, Api]) -> None:
    ada, bob, cyd = people["ada"], people["bob"], people["cyd"]
    made = {"name": "Mice", "organization": {"slug": "labs"}}
    project, other = ada.bare_project(), bob.post("/projects", made, 202).json["id"]
    for stranger in (id_of(cyd), id_of(people["dan"])):
        path = f"/projects/{project}/permissions/{stranger}"
        assert ada.put(path, VIEWER, 404).json["reason"] == "User Not Found"
        ada.get(path, 404)
    ada.put(f"/projects/{project}/permissions/{id_of(bob)}", VIEWER, 200)
    for api in (ada, cyd):  # each of them is seen by bob, and by the other from then on
        bob.put(f"/projects/{other}/permissions/{id_of(api)}", VIEWER, 200)
    ada.put(f"/projects/{project}/permissions/{id_of(cyd)}", VIEWER, 200)
    ada.put(
        f"/projects/{project}/permissions/{id_of(ada)}", {"auth_role": {"id": "project_admin"}}, 200
    )


def test_a_member_who_is_not_seen_any_more_can_still_be_changed(
    lab: Lab, people: dict[str, Api]
) -> None:
    ada, bob = people["ada"], people["bob"]
    path = f"/projects/{ada.bare_project()}/permissions/{id_of(bob)}"
    ada.put(path, VIEWER, 200)
    lab.accounts.organizations.remove_member("acme", "bob")
    ada.put(path, {"auth_role": {"id": "file_editor"}}, 200)
    ada.delete(path)
    ada.put(path, VIEWER, 404)


def test_who_belongs_nowhere_sees_themselves(lab: Lab, people: dict[str, Api]) -> None:
    lab.accounts.organizations.remove_member("default", "dan")
    assert seen_by(people["dan"]) == ["dan"]
    people["dan"].get(f"/users/{id_of(people['dan'])}")
