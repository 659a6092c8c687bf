"""Users see those of their own organisations, and whoever shares a project with them."""

from __future__ import annotations

import pytest

from tests.house.client import Api
from tests.house.setting import Lab


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
    role = {"auth_role": {"id": "project_viewer"}}
    dan.put(f"/projects/{project}/permissions/{id_of(ada)}", role, 200)
    members = ada.get(f"/projects/{project}/permissions").json["results"]
    assert {member["user"]["username"] for member in members} == {"ada", "dan"}
    for one, other in ((ada, dan), (dan, ada)):
        one.get(f"/users/{id_of(other)}")
    dan.delete(f"/projects/{project}")
    ada.get(f"/users/{id_of(dan)}", 404)


def test_who_belongs_nowhere_sees_themselves(lab: Lab, people: dict[str, Api]) -> None:
    lab.accounts.organizations.remove_member("default", "dan")
    assert seen_by(people["dan"]) == ["dan"]
    people["dan"].get(f"/users/{id_of(people['dan'])}")
