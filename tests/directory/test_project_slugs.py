"""The slugs of projects, and the organisations that projects belong to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.directory.client import Body, Client, names
from tests.directory.service import Directory
from tests.house.setting import Lab
from tests.house.statements import statements_of


def made(api: Client, name: str, expect: int = 202, **more: object) -> Body:
    """What POST /projects answers."""
    body: Body = api.post("/projects", {"name": name, **more}, expect)
    return body


def faults(answer: Body) -> list[Body]:
    """The field errors of an answer."""
    found: list[Body] = answer["errors"]
    return found


def test_a_slug_is_made_of_the_name_and_numbered_on_a_clash(api: Client) -> None:
    slugs = [made(api, name)["slug"] for name in ("Mice & Men", "mice men", "Mice-men", "\u5f35")]
    assert slugs == ["mice-men", "mice-men-2", "mice-men-3", "project"]
    assert made(api, "Mice Men 3", slug=None)["slug"] == "mice-men-3-2"
    assert made(api, "x" * 1024)["slug"] == "x" * 50
    assert made(api, "x" * 1024)["slug"] == "x" * 40 + "-2"


def test_a_slug_stays_when_the_name_changes_and_when_the_project_is_deleted(api: Client) -> None:
    mice = made(api, "Mice")
    changed = api.put(f"/projects/{mice['id']}", {"name": "Rats", "slug": "rats"})
    assert (changed["name"], changed["slug"]) == ("Rats", "mice")
    api.delete(f"/projects/{mice['id']}")
    assert made(api, "Mice")["slug"] == "mice-2"
    assert faults(made(api, "x", 400, slug="mice")) == [{"slug": "has already been taken"}]


def test_a_slug_asked_for_is_given_or_refused(directory: Directory, api: Client) -> None:
    assert made(api, "a", slug="my_mice-1")["slug"] == "my_mice-1"
    other = directory.client("other")
    assert faults(made(other, "b", 400, slug="my_mice-1")) == [{"slug": "has already been taken"}]
    assert names(other.get("/projects")) == []
    assert [item["slug"] for item in api.get("/projects")["results"]] == ["my_mice-1"]


@pytest.mark.parametrize("slug", ["A", "a b", "a/b", "1", "x" * 51, "x" * 1025, "\u00e9", "", 5])
def test_a_malformed_slug_is_a_field_error(api: Client, slug: object) -> None:
    answer = made(api, "a", 400, slug=slug)
    assert [list(fault) for fault in faults(answer)] == [["slug"]]
    assert api.get("/projects")["results"] == []


def test_likeness_is_literal(api: Client) -> None:
    assert made(api, "a_b")["slug"] == "a_b"
    assert made(api, "axb 2", slug="axb-2")["slug"] == "axb-2"
    assert made(api, "a_b")["slug"] == "a_b-2"


def test_a_clash_takes_one_look_however_many_there_are(directory: Directory, api: Client) -> None:
    counts = []
    for _ in range(12):
        with statements_of(directory.database) as seen:
            made(api, "Mice")
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
    assert counts[1] <= counts[0] + 4  # the look, and a second transaction


def test_many_who_want_one_name_at_once_all_get_a_slug(directory: Directory, api: Client) -> None:
    def create(_: int) -> tuple[str, str]:
        answer = made(api, "Mice")
        return answer["id"], answer["slug"]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(create, range(48)))
    assert len({project for project, _ in answers}) == 48
    slugs = {slug for _, slug in answers}
    assert len(slugs) == 48
    assert "mice" in slugs
    assert len(api.get("/projects?per_page=1000")["results"]) == 48


def test_of_many_who_ask_for_one_slug_at_once_one_gets_it(api: Client) -> None:
    def create(number: int) -> int:
        body = {"name": f"p{number}", "slug": "mice"}
        return api.call("POST", "/projects", body, None).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(create, range(16)))
    assert statuses == [202, *[400] * 15]
    assert len(api.get("/projects")["results"]) == 1


def test_a_project_belongs_to_the_organisation_named(
    lab: Lab, directory: Directory, api: Client
) -> None:
    lab.accounts.organizations.create("acme")
    acme, default = {"slug": "acme"}, {"slug": "default"}
    assert made(api, "a", 404, organization=acme)["reason"] == "Organization Not Found"
    assert made(directory.client("root", admin=True), "r", organization=acme)["slug"] == "r"
    lab.accounts.organizations.add_member("acme", "researcher")
    made(api, "a", organization=acme)
    made(api, "b", organization=default)
    made(api, "c")
    numbers = {it.organization.slug: it.projects for it in lab.accounts.organizations.all()}
    assert numbers == {"acme": 2, "default": 2}
    assert made(api, "A", organization=default)["slug"] == "a-2"


def test_who_is_not_in_default_needs_to_name_an_organisation_only_where_there_are_several(
    lab: Lab, api: Client
) -> None:
    organizations = lab.accounts.organizations
    for slug in ("acme", "labs"):
        organizations.create(slug)
    organizations.remove_member("default", "researcher")
    assert made(api, "a", 404)["reason"] == "Organization Not Found"
    organizations.add_member("acme", "researcher")
    made(api, "a")
    organizations.add_member("labs", "researcher")
    assert made(api, "b", 404)["reason"] == "Organization Not Found"
    organizations.add_member("default", "researcher")
    made(api, "b")
    numbers = {it.organization.slug: it.projects for it in organizations.all()}
    assert numbers == {"acme": 1, "default": 1, "labs": 0}


@pytest.mark.parametrize("slug", ["nothing", "Default", "1", "a b", "%"])
def test_an_unknown_organisation_is_not_found(directory: Directory, slug: str) -> None:
    for username, admin in (("researcher", False), ("root", True)):
        answer = made(
            directory.client(username, admin=admin), "a", 404, organization={"slug": slug}
        )
        assert answer["reason"] == "Organization Not Found"


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (None, "organization"),
        ("default", "organization"),
        ({}, "organization.slug"),
        ({"slug": None}, "organization.slug"),
        ({"slug": ""}, "organization.slug"),
        ({"slug": "a\0b"}, "organization.slug"),
    ],
)
def test_a_malformed_organisation_is_a_field_error(api: Client, value: object, field: str) -> None:
    answer = made(api, "a", 400, organization=value)
    assert [list(fault) for fault in faults(answer)] == [[field]]
