"""Folders: made, renamed, moved without circles, deleted with everything in them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dds_upload.core.directory.entries import FOLDER_DEPTH_MAX
from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import UNKNOWN, Directory
from tests.house.statements import statements_of

FOLDER_KEYS = ["kind", "id", "parent", "name", "is_deleted", "audit", "project", "ancestors"]


def test_a_folder_is_written_as_the_contract_says(api: Client, project: str) -> None:
    outer = api.folder("outer", in_project(project))
    inner = api.folder("inner", in_folder(outer))
    assert list(inner) == FOLDER_KEYS
    assert outer["parent"] == {"kind": "dds-project", "id": project}
    assert inner["parent"] == {"kind": "dds-folder", "id": outer["id"]}
    assert inner["project"] == {"id": project, "name": "Mice"}
    assert inner["ancestors"] == [
        {"kind": "dds-project", "id": project, "name": "Mice"},
        {"kind": "dds-folder", "id": outer["id"], "name": "outer"},
    ]
    assert inner["is_deleted"] is False
    assert api.get(f"/folders/{inner['id']}/?%7B%7D") == inner


@pytest.mark.parametrize(
    "name",
    [
        "",
        None,
        7,
        "a/b",
        "..",
        ".",
        "a\nb",
        "a\0b",
        "\x7f",
        "\udfff",
        "é" * 513,
        "x" * 1025,
    ],
)
def test_bad_names_are_field_errors(api: Client, project: str, name: Any) -> None:
    answer = api.folder(name, in_project(project), 400)
    assert [list(error) for error in answer["errors"]] == [["name"]]
    folder = api.folder("good", in_project(project))
    answer = api.put(f"/folders/{folder['id']}/rename", {"name": name}, 400)
    assert [list(error) for error in answer["errors"]] == [["name"]]
    assert names(api.get(f"/projects/{project}/children")) == ["good"]


@pytest.mark.parametrize(
    "name", ["Ω ø", "a\\b", 'a "b"; c', " x ", "%41", "'; DROP TABLE folders; --"]
)
def test_names_are_kept_as_they_are(api: Client, project: str, name: str) -> None:
    folder = api.folder(name, in_project(project))
    assert folder["name"] == name
    renamed = api.put(f"/folders/{folder['id']}/rename", {"name": name + name})
    assert renamed["name"] == name + name
    assert renamed["audit"]["last_updated_on"]


@pytest.mark.parametrize(
    ("parent", "field"),
    [
        (None, "parent"),
        ("dds-project", "parent"),
        ([], "parent"),
        ({}, "parent.kind"),
        ({"kind": "dds-project"}, "parent.id"),
        ({"kind": "dds-project", "id": 5}, "parent.id"),
        ({"kind": "dds-project", "id": "a\0"}, "parent.id"),
    ],
)
def test_a_parent_must_be_given(api: Client, parent: Any, field: str) -> None:
    answer = api.folder("f", parent, 400)
    assert field in [next(iter(error)) for error in answer["errors"]]


@pytest.mark.parametrize("bad", ["nothing", UNKNOWN, "*" * 36])
def test_parents_that_are_not_there(api: Client, bad: str) -> None:
    assert api.folder("f", in_project(bad), 404)["reason"] == "Project Not Found"
    assert api.folder("f", in_folder(bad), 404)["reason"] == "Folder Not Found"
    # any kind but a project's is looked up as a folder
    answer = api.folder("f", {"kind": "dds-file", "id": bad}, 404)
    assert answer["reason"] == "Folder Not Found"


def test_twins_are_allowed(api: Client, project: str) -> None:
    twins = [api.folder("twin", in_project(project))["id"] for _ in range(2)]
    assert len(set(twins)) == 2


def test_a_folder_moves_with_what_is_in_it(api: Client, project: str) -> None:
    source = api.folder("source", in_project(project))
    target = api.folder("target", in_project(project))
    leaf = api.folder("leaf", in_folder(source))
    moved = api.put(f"/folders/{source['id']}/move", {"parent": in_folder(target)})
    assert moved["parent"] == in_folder(target)
    path = [it["name"] for it in api.get(f"/folders/{leaf['id']}")["ancestors"]]
    assert path == ["Mice", "target", "source"]
    moved = api.put(f"/folders/{source['id']}/move", {"parent": in_project(project)})
    assert moved["parent"] == in_project(project)


def test_no_move_makes_a_circle(api: Client, project: str) -> None:
    top = api.folder("top", in_project(project))
    middle = api.folder("middle", in_folder(top))
    bottom = api.folder("bottom", in_folder(middle))
    for target in (top, middle, bottom):
        answer = api.put(f"/folders/{top['id']}/move", {"parent": in_folder(target)}, 400)
        assert answer["errors"] == [{"parent.id": "must not be the folder itself or inside it"}]
    assert api.get(f"/folders/{top['id']}")["parent"] == in_project(project)


def test_two_moves_at_once_make_no_circle(api: Client, project: str) -> None:
    for _ in range(5):
        pair = [api.folder(name, in_project(project)) for name in ("a", "b")]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda ab: _move(api, *ab), [pair, pair[::-1]]))
        assert sorted(done) == [200, 400]
        for folder in pair:
            api.get(f"/folders/{folder['id']}")


def test_nothing_moves_to_another_project(directory: Directory, api: Client, project: str) -> None:
    folder = api.folder("f", in_project(project))
    own = api.project("own")
    there = api.folder("there", in_project(own))
    path = f"/folders/{folder['id']}/move"
    for parent in (in_project(own), in_folder(there)):
        answer = api.put(path, {"parent": parent}, 400)
        assert answer["errors"] == [{"parent.id": "must be in the same project"}]
    foreign = directory.client("other").project("foreign")
    api.put(path, {"parent": in_project(foreign)}, 403)
    assert api.put(path, {"parent": in_project(UNKNOWN)}, 404)["reason"] == "Project Not Found"
    assert api.put(path, {"parent": in_folder(UNKNOWN)}, 404)["reason"] == "Folder Not Found"


def test_a_tree_has_a_depth(directory: Directory, api: Client, project: str) -> None:
    almost_deepest = directory.nest(api, project, FOLDER_DEPTH_MAX - 1)
    deepest = api.folder("deepest", in_folder(almost_deepest))
    parent = in_folder(deepest)
    assert len(deepest["ancestors"]) == FOLDER_DEPTH_MAX
    answer = api.folder("too deep", parent, 400)
    words = f"must not put folders more than {FOLDER_DEPTH_MAX} deep"
    assert answer["errors"] == [{"parent.id": words}]
    pair = api.folder("outer", in_project(project))
    api.folder("inner", in_folder(pair))
    api.put(f"/folders/{pair['id']}/move", {"parent": in_folder(almost_deepest)}, 400)
    last_but_one = deepest["ancestors"][-2]["id"]
    api.put(f"/folders/{pair['id']}/move", {"parent": in_folder(last_but_one)})
    api.file(directory.upload(api, project), parent)


def test_delete_takes_everything_below(directory: Directory, api: Client, project: str) -> None:
    top = api.folder("top", in_project(project))
    below = api.folder("below", in_folder(top))
    kept = api.folder("kept", in_project(project))
    file = api.file(directory.upload(api, project), in_folder(below))
    other = api.file(directory.upload(api, project), in_folder(kept))
    api.delete(f"/folders/{top['id']}")
    for folder in (top, below):
        answer = api.get(f"/folders/{folder['id']}", 404)
        assert answer["reason"] == "Folder Not Found"
        api.get(f"/folders/{folder['id']}/children", 404)
        api.folder("new", in_folder(folder), 404)
        api.delete(f"/folders/{folder['id']}", 404)
    assert api.get(f"/files/{file['id']}", 404)["reason"] == "DataFile Not Found"
    everything = api.get(f"/projects/{project}/children?name_contains=")
    assert {it["id"] for it in everything["results"]} == {kept["id"], other["id"]}
    assert names(api.get(f"/projects/{project}/files")) == ["brain.dat"]


def test_a_deleted_part_of_a_tree_stays_as_it_was(
    directory: Directory, api: Client, project: str
) -> None:
    top = api.folder("top", in_project(project))
    below = api.folder("below", in_folder(top))
    api.delete(f"/folders/{below['id']}")
    with statements_of(directory.database) as seen:
        api.delete(f"/folders/{top['id']}")
    entries = ('UPDATE "files"', 'UPDATE "folders"')
    assert sum(statement.startswith(entries) for statement in seen) == 2


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("file_editor", {"create", "rename", "move", "delete"}),
        ("file_uploader", {"create"}),
        ("file_downloader", set()),
        ("project_viewer", set()),
        (None, set()),
    ],
)
def test_roles_decide(
    directory: Directory, api: Client, project: str, role: str | None, may: set[str]
) -> None:
    member = directory.client("member")
    if role:
        api.put(f"/projects/{project}/permissions/{member.id}", {"auth_role": {"id": role}})
    parent = in_project(project)
    folder = api.folder("f", parent)["id"]
    member.get(f"/folders/{folder}", 200 if role else 403)
    member.get(f"/folders/{folder}/children", 200 if role else 403)
    member.folder("new", parent, 201 if "create" in may else 403)
    path = f"/folders/{folder}"
    member.put(f"{path}/rename", {"name": "g"}, 200 if "rename" in may else 403)
    member.put(f"{path}/move", {"parent": parent}, 200 if "move" in may else 403)
    member.delete(path, 204 if "delete" in may else 403)


def test_nobody_is_let_in_without_a_token(directory: Directory, project: str) -> None:
    nobody = directory.stranger()
    nobody.folder("f", in_project(project), 401)
    nobody.get(f"/folders/{UNKNOWN}", 401)


def _move(api: Client, moved: Any, target: Any) -> int:
    body = {"parent": in_folder(target)}
    return api.call("PUT", f"/folders/{moved['id']}/move", body, expect=None).status_code
