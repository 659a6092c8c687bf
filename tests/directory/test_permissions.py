"""Members of projects and their roles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from dds_upload.core.accounts.roles import ROLES
from tests.directory.client import Client
from tests.directory.service import UNKNOWN, Directory
from tests.house.statements import statements_of


def role(role_id: str) -> dict[str, dict[str, str]]:
    return {"auth_role": {"id": role_id}}


def test_a_member_is_written_as_the_contract_says(api: Client, project: str) -> None:
    member = api.get(f"/projects/{project}/permissions/{api.id}")
    assert set(member) == {"project", "user", "auth_role", "audit"}
    assert member["project"] == {"id": project}
    assert set(member["user"]) == {"id", "username", "full_name"}
    assert set(member["auth_role"]) == {"id", "name", "description"}


def test_members_come_go_and_change_their_role(
    directory: Directory, api: Client, project: str
) -> None:
    other = directory.client("other")
    path = f"/projects/{project}/permissions/{other.id}"
    assert api.get(path, 404)["reason"] == "ProjectPermission Not Found"
    assert api.put(path, role("project_viewer"))["auth_role"]["id"] == "project_viewer"
    other.get(f"/projects/{project}")
    changed = api.form(path, {"auth_role[id]": "file_editor"}).json
    assert changed["auth_role"]["id"] == "file_editor"
    assert changed["audit"]["last_updated_on"]
    api.delete(path)
    other.get(f"/projects/{project}", 403)
    assert api.delete(path, 404)["reason"] == "ProjectPermission Not Found"


def test_a_list_is_paged(directory: Directory, api: Client, project: str) -> None:
    other = directory.client("other")
    api.put(f"/projects/{project}/permissions/{other.id}", role("project_viewer"))
    result = api.call("GET", f"/projects/{project}/permissions?per_page=1")
    assert result.headers["x-total"] == "2"
    assert [it["user"]["username"] for it in result.json["results"]] == ["researcher"]


@pytest.mark.parametrize("bad", ["nobody", "%00", UNKNOWN])
def test_unknown_users_and_roles_are_not_found(api: Client, project: str, bad: str) -> None:
    users = f"/projects/{project}/permissions"
    answer = api.put(f"{users}/{bad}", role("file_editor"), 404)
    assert answer["reason"] == "User Not Found"
    answer = api.put(f"{users}/{api.id}", role("emperor"), 404)
    assert answer["reason"] == "AuthRole Not Found"
    assert api.get(f"{users}/{bad}", 404)["reason"] == "ProjectPermission Not Found"
    api.delete(f"{users}/{bad}", 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "auth_role"),
        ({"auth_role": None}, "auth_role"),
        ({"auth_role": {}}, "auth_role.id"),
        ({"auth_role": {"id": 3}}, "auth_role.id"),
    ],
)
def test_a_role_must_be_given(api: Client, project: str, body: object, field: str) -> None:
    answer = api.put(f"/projects/{project}/permissions/{api.id}", body, 400)
    assert [list(error) for error in answer["errors"]] == [[field]]


def test_only_administrators_manage_members(
    directory: Directory, api: Client, project: str
) -> None:
    other = directory.client("other")
    path = f"/projects/{project}/permissions"
    other.get(path, 403)
    other.put(f"{path}/{other.id}", role("project_admin"), 403)
    api.put(f"{path}/{other.id}", role("file_editor"))
    assert len(other.get(path)["results"]) == 2
    other.put(f"{path}/{other.id}", role("project_admin"), 403)
    other.delete(f"{path}/{api.id}", 403)


def test_the_last_administrator_stays(directory: Directory, api: Client, project: str) -> None:
    own = f"/projects/{project}/permissions/{api.id}"
    words = "a project must keep a member with the role project_admin"
    assert api.delete(own, 400)["reason"] == words
    assert api.put(own, role("file_editor"), 400)["reason"] == words
    assert api.put(own, role("project_admin"))["auth_role"]["id"] == "project_admin"
    other = directory.client("other")
    api.put(f"/projects/{project}/permissions/{other.id}", role("project_admin"))
    api.delete(own)
    theirs = f"/projects/{project}/permissions/{other.id}"
    directory.client("root", admin=True).delete(theirs)


def test_two_administrators_cannot_remove_each_other_at_once(
    directory: Directory, api: Client, project: str
) -> None:
    other = directory.client("other")
    users = f"/projects/{project}/permissions"
    for _ in range(5):
        api.put(f"{users}/{other.id}", role("project_admin"))
        with ThreadPoolExecutor(2) as pool:
            pairs = [(api, other), (other, api)]
            done = list(pool.map(lambda pair: _remove(users, *pair), pairs))
        assert done.count(204) == 1
        left = api if _is_member(users, api) else other
        api, other = left, (other if left is api else api)


def test_a_list_takes_a_constant_number_of_queries(
    directory: Directory, api: Client, project: str
) -> None:
    counts = set()
    for number in range(10):
        member = directory.client(f"member{number}")
        api.put(f"/projects/{project}/permissions/{member.id}", role("project_viewer"))
        with statements_of(directory.database) as seen:
            api.get(f"/projects/{project}/permissions")
        counts.add(len(seen))
    assert len(counts) == 1


def test_roles_are_listed_for_the_context_of_projects(api: Client) -> None:
    result = api.call("GET", "/auth_roles?context=project")
    assert [it["id"] for it in result.json["results"]] == list(ROLES)
    assert "X-Total-Pages" not in result.headers
    assert api.get("/auth_roles")["results"] == result.json["results"]
    assert api.get("/auth_roles?context=system")["results"] == []
    one = api.get("/auth_roles/file_uploader")
    assert one["permissions"] == [{"id": "create_file"}, {"id": "view_project"}]
    assert api.get("/auth_roles/emperor", 404)["reason"] == "AuthRole Not Found"


def _remove(users: str, caller: Client, victim: Client) -> int:
    return caller.call("DELETE", f"{users}/{victim.id}", expect=None).status_code


def _is_member(users: str, client: Client) -> bool:
    return client.call("GET", users, expect=None).status_code == 200
