"""The client makes a thing once though its answer is lost, and takes nothing else for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dds_client import Client, Credentials, Settings
from dds_client.api.directory import Directory
from tests.client.actions import Action, Lost, Request
from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.e2e.trees import write_tree


def lose_three(it: Request) -> Action | None:
    """Of each thing that is made, the first three answers do not arrive."""
    is_made = it.method == "POST" and it.path.endswith(("/projects", "/folders", "/uploads"))
    return Lost() if is_made and it.number <= 3 else None


@pytest.fixture
def directory(watched: Desk) -> Iterator[Directory]:
    """The calls by themselves."""
    keys = Credentials(user_key=watched.user.user_key, agent_key=watched.user.agent_key)
    with Client(Settings(watched.url, keys)) as client:
        yield client.service.directory


def test_an_upload_makes_its_project_folder_and_file_once(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", {"a": b"1"})
    mischief.rule = lose_three
    assert set(watched.states("x").values()) == {"sent"}
    for path in ("/projects$", "/folders$", "/projects/.*/uploads$"):
        assert mischief.calls("POST", path) == 4
    assert watched.listed() == ["/x", "/x/a"]
    assert watched.succeed("list").splitlines().count(watched.project) == 1
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []


def test_what_has_the_same_name_is_not_taken_for_it(
    directory: Directory, watched: Desk, mischief: Mischief
) -> None:
    projects = [directory.create_project(watched.project) for _ in range(2)]
    parent = projects[0].parent
    first = directory.create_folder(parent, "twin")
    mischief.forget()
    mischief.rule = lose_three
    second = directory.create_folder(parent, "twin")
    third = directory.create_project(watched.project)
    assert mischief.calls("GET", ".*") == 0
    assert {it.id for it in directory.children(parent)} == {first.id, second.id}
    ours = [it.id for it in directory.projects() if it.name == watched.project]
    assert sorted(ours) == sorted(it.id for it in [*projects, third])
    assert len(set(ours)) == 3
