"""Projects, members, uploads and users that are there all the time are on some page.

Each walk happens with something else between its first two pages; a list grows in front of the end
that is read last, so what was read may come again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.house.setting import Lab
from tests.protocols.dds.directory_client import Client
from tests.protocols.dds.directory_service import Directory
from tests.protocols.dds.walks import Pages, by_next_page, counted_once, listed, walk

EITHER = pytest.mark.parametrize("goes_on", [counted_once, by_next_page])

#: How many items are there, on how many pages.
COUNT, SIZE = 7, 2


def missed(
    api: Client, path: str, meanwhile: Callable[[], object], goes_on: Pages = by_next_page
) -> set[str]:
    """Items that are on the list before and after a walk, and that the walk does not find."""
    before = listed(api, path)
    found = walk(api, path, SIZE, [meanwhile], goes_on)
    return (set(before) & set(listed(api, path))) - set(found)


@pytest.fixture
def projects(api: Client) -> list[str]:
    """Projects from the newest to the oldest, as they are listed."""
    return [api.project(f"p{number}") for number in range(COUNT)][::-1]


@EITHER
@pytest.mark.parametrize("number", range(COUNT))
def test_a_project_is_changed_or_deleted(
    api: Client, projects: list[str], number: int, goes_on: Pages
) -> None:
    path = f"/projects/{projects[number]}"
    assert not missed(api, "/projects", lambda: api.put(path, {"name": "other"}), goes_on)
    assert not missed(api, "/projects", lambda: api.delete(path), goes_on)
    assert len(listed(api, "/projects")) == COUNT - 1


def test_a_project_is_made(api: Client, projects: list[str]) -> None:
    assert not missed(api, "/projects", lambda: [api.project() for _ in range(3)])
    assert len(listed(api, "/projects")) == COUNT + 3


def test_the_original_client_finds_the_last_project_when_a_tenth_more_are_made(
    api: Client, projects: list[str]
) -> None:
    for _ in range(3):
        api.project()
    assert len(listed(api, "/projects")) == 10
    assert not missed(api, "/projects", api.project, counted_once)


@EITHER
@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_member_loses_a_project(
    directory: Directory, api: Client, projects: list[str], number: int, goes_on: Pages
) -> None:
    other, role = directory.client("other"), {"auth_role": {"id": "project_viewer"}}
    paths = [f"/projects/{project}/permissions/{other.id}" for project in projects]
    for path in paths:
        api.put(path, role)
    assert not missed(other, "/projects", lambda: api.delete(paths[number]), goes_on)
    assert listed(other, "/projects") == [it for it in projects if it != projects[number]]
    assert not missed(other, "/projects", lambda: api.put(paths[number], role))
    assert listed(other, "/projects") == projects


@EITHER
@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_member_is_removed_changed_or_made_again(
    directory: Directory, api: Client, project: str, number: int, goes_on: Pages
) -> None:
    path = f"/projects/{project}/permissions"
    others = [directory.client(f"u{it}") for it in range(COUNT)]
    mine = f"{path}/{others[number].id}"
    viewer, editor = ({"auth_role": {"id": it}} for it in ("project_viewer", "file_editor"))
    for other in others:
        api.put(f"{path}/{other.id}", viewer)
    order = [str(api.id), *(str(it.id) for it in others)][::-1]
    assert not missed(api, path, lambda: api.put(mine, editor), goes_on)
    assert listed(api, path) == order
    assert not missed(api, path, lambda: api.delete(mine), goes_on)
    order.remove(str(others[number].id))
    assert listed(api, path) == order
    assert not missed(api, path, lambda: api.put(mine, viewer))
    assert listed(api, path) == [str(others[number].id), *order]


@EITHER
@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_an_upload_is_given_up(
    directory: Directory, api: Client, project: str, number: int, goes_on: Pages
) -> None:
    path = f"/projects/{project}/uploads"
    uploads = [directory.upload(api, project, "open") for _ in range(COUNT)][::-1]
    assert not missed(api, path, lambda: directory.settle(uploads[number], "aborted"), goes_on)
    assert not missed(api, path, lambda: directory.forget(uploads[number]), goes_on)
    assert listed(api, path) == [it for it in uploads if it != uploads[number]]


def test_an_upload_is_begun(directory: Directory, api: Client, project: str) -> None:
    path = f"/projects/{project}/uploads"
    for _ in range(COUNT):
        directory.upload(api, project, "open")
    assert not missed(api, path, lambda: directory.upload(api, project, "open"))
    assert len(listed(api, path)) == COUNT + 1


@EITHER
@pytest.mark.parametrize("number", [0, 1, COUNT - 1])
def test_a_user_is_let_out_of_an_organisation(
    lab: Lab, directory: Directory, number: int, goes_on: Pages
) -> None:
    others = [directory.client(f"u{it}") for it in range(COUNT)]
    reader = directory.client("zoe")
    before = listed(reader, "/users")
    leave = lab.accounts.organizations.remove_member
    assert not missed(reader, "/users", lambda: leave("default", f"u{number}"), goes_on)
    gone = str(others[number].id)
    assert listed(reader, "/users") == [it for it in before if it != gone]


def test_a_user_is_made(directory: Directory) -> None:
    reader = directory.client("zoe")
    for number in range(COUNT):
        directory.client(f"u{number}")
    assert not missed(reader, "/users", lambda: directory.client("aaron"))
    assert len(listed(reader, "/users")) == COUNT + 2
