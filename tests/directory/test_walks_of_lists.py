"""Projects, members, uploads and users that are there all the time are on some page.

Each walk happens with something else between its first two pages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.directory.client import Client
from tests.directory.service import Directory
from tests.directory.walks import listed, walks
from tests.house.setting import Lab

#: How many items are there, on how many pages.
COUNT, SIZE = 7, 2


def missed(api: Client, path: str, meanwhile: Callable[[], object]) -> set[str]:
    """Items that are on the list all the time, and that one of both clients does not find."""
    before = listed(api, path)
    one, other = walks(api, path, SIZE, meanwhile)
    kept = set(before) & set(listed(api, path))
    return kept - (set(one) & set(other))


@pytest.fixture
def projects(api: Client) -> list[str]:
    """Projects from the newest to the oldest, as they are listed."""
    return [api.project(f"p{number}") for number in range(COUNT)][::-1]


@pytest.mark.parametrize("number", range(COUNT))
def test_a_project_is_changed_or_deleted(api: Client, projects: list[str], number: int) -> None:
    path = f"/projects/{projects[number]}"
    assert not missed(api, "/projects", lambda: api.put(path, {"name": "other"}))
    assert not missed(api, "/projects", lambda: api.delete(path))
    assert len(listed(api, "/projects")) == COUNT - 1


def test_projects_are_made(api: Client, projects: list[str]) -> None:
    assert not missed(api, "/projects", lambda: [api.project() for _ in range(9)])
    assert len(listed(api, "/projects")) == COUNT + 9


@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_member_loses_a_project(
    directory: Directory, api: Client, projects: list[str], number: int
) -> None:
    other, role = directory.client("other"), {"auth_role": {"id": "project_viewer"}}
    paths = [f"/projects/{project}/permissions/{other.id}" for project in projects]
    for path in paths:
        api.put(path, role)
    assert not missed(other, "/projects", lambda: api.delete(paths[number]))
    assert listed(other, "/projects") == [it for it in projects if it != projects[number]]
    assert not missed(other, "/projects", lambda: api.put(paths[number], role))
    assert listed(other, "/projects") == projects


def test_a_member_gets_old_projects(directory: Directory, api: Client, projects: list[str]) -> None:
    other, role = directory.client("other"), {"auth_role": {"id": "project_viewer"}}
    paths = [f"/projects/{project}/permissions/{other.id}" for project in projects]
    for path in paths[:4]:
        api.put(path, role)
    assert not missed(other, "/projects", lambda: [api.put(path, role) for path in paths[4:]])
    assert listed(other, "/projects") == projects


@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_member_is_removed_changed_or_made_again(
    directory: Directory, api: Client, project: str, number: int
) -> None:
    path = f"/projects/{project}/permissions"
    others = [directory.client(f"u{it}") for it in range(COUNT)]
    mine = f"{path}/{others[number].id}"
    viewer, editor = ({"auth_role": {"id": it}} for it in ("project_viewer", "file_editor"))
    for other in others:
        api.put(f"{path}/{other.id}", viewer)
    order = [str(api.id), *(str(it.id) for it in others)][::-1]
    assert not missed(api, path, lambda: api.put(mine, editor))
    assert listed(api, path) == order
    assert not missed(api, path, lambda: api.delete(mine))
    order.remove(str(others[number].id))
    assert listed(api, path) == order
    assert not missed(api, path, lambda: api.put(mine, viewer))
    assert listed(api, path) == [str(others[number].id), *order]


@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_an_upload_is_given_up(
    directory: Directory, api: Client, project: str, number: int
) -> None:
    path = f"/projects/{project}/uploads"
    uploads = [directory.upload(api, project, "open") for _ in range(COUNT)][::-1]
    assert not missed(api, path, lambda: directory.settle(uploads[number], "aborted"))
    assert not missed(api, path, lambda: directory.forget(uploads[number]))
    assert listed(api, path) == [it for it in uploads if it != uploads[number]]


def test_uploads_are_begun(directory: Directory, api: Client, project: str) -> None:
    path = f"/projects/{project}/uploads"
    begin = partial(directory.upload, api, project, "open")
    for _ in range(COUNT):
        begin()
    assert not missed(api, path, lambda: [begin() for _ in range(5)])
    assert len(listed(api, path)) == COUNT + 5


@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_user_is_let_out_of_an_organisation(lab: Lab, directory: Directory, number: int) -> None:
    others = [directory.client(f"u{it}") for it in range(COUNT)]
    reader = directory.client("zoe")
    before = listed(reader, "/users")
    leave = lab.accounts.organizations.remove_member
    assert not missed(reader, "/users", lambda: leave("default", f"u{number}"))
    gone = str(others[number].id)
    assert listed(reader, "/users") == [it for it in before if it != gone]


@pytest.mark.parametrize("admin", [False, True])
def test_users_are_made(directory: Directory, admin: bool) -> None:
    reader = directory.client("zoe", admin=admin)
    for number in range(COUNT):
        directory.client(f"u{number}")
    names = ("aaron", "bea", "cyd")
    assert not missed(reader, "/users", lambda: [directory.client(it) for it in names])
    assert len(listed(reader, "/users")) == COUNT + 4


@pytest.mark.parametrize("number", [0, 2])
def test_old_users_become_colleagues(lab: Lab, directory: Directory, number: int) -> None:
    add, leave = (getattr(lab.accounts.organizations, it) for it in ("add_member", "remove_member"))
    lab.accounts.organizations.create("acme")
    old = ["aaron", "zoe"]
    for name in (*old, *(f"u{it}" for it in range(COUNT))):
        directory.client(name)
        leave("default", name)
    reader = directory.client("reader")
    for name in (f"u{it}" for it in range(COUNT)):
        add("acme", name)
    add("acme", "reader")
    before = len(listed(reader, "/users"))
    assert not missed(reader, "/users", lambda: [add("acme", it) for it in old])
    assert not missed(reader, "/users", lambda: leave("acme", f"u{number}"))
    assert not missed(reader, "/users", lambda: add("default", f"u{number}"))
    assert len(listed(reader, "/users")) == before + 2
