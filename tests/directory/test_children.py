"""Children of projects and folders: direct ones, and searches in everything below."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import pytest

from dds_upload.core.directory.entries import Location
from dds_upload.core.directory.listed import ListedFile, Part
from dds_upload.core.paging import PageRequest
from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import UNKNOWN, Directory
from tests.house.setting import Lab
from tests.house.statements import statements_of

CLIENT_QUERY = "name_contains=&exclude_response_fields=audit+ancestors+project&page=1&per_page=2"


def test_direct_children_are_folders_and_files_newest_first(
    directory: Directory, api: Client, project: str
) -> None:
    outer = api.folder("outer", in_project(project))
    api.folder("inner", in_folder(outer))
    api.file(directory.upload(api, project), in_project(project))
    found = api.get(f"/projects/{project}/children")["results"]
    assert [(it["kind"], it["name"]) for it in found] == [
        ("dds-file", "brain.dat"),
        ("dds-folder", "outer"),
    ]
    assert all(it["parent"] == in_project(project) for it in found)
    assert names(api.get(f"/folders/{outer['id']}/children")) == ["inner"]


def test_the_client_gets_the_whole_tree_page_by_page(
    directory: Directory, api: Client, project: str
) -> None:
    outer = api.folder("outer", in_project(project))
    inner = api.folder("inner", in_folder(outer))
    file = api.file(directory.upload(api, project), in_folder(inner))
    first = api.call("GET", f"/projects/{project}/children?{CLIENT_QUERY}")
    assert first.headers["x-total-pages"] == "2"
    assert names(first.json) == ["inner", "outer"]  # pages from the oldest on, each newest first
    second = api.get(f"/projects/{project}/children?{CLIENT_QUERY.replace('page=1', 'page=2')}")
    assert names(second) == ["brain.dat"]
    assert set(second["results"][0]) == {
        "kind",
        "id",
        "parent",
        "name",
        "is_deleted",
        "current_version",
    }
    everything = [*first.json["results"], *second["results"]]
    parents = {it["id"]: it["parent"]["id"] for it in everything}
    assert parents == {file["id"]: inner["id"], inner["id"]: outer["id"], outer["id"]: project}


def test_a_search_stays_inside_its_folder(api: Client, project: str) -> None:
    left = api.folder("left", in_project(project))
    right = api.folder("right", in_project(project))
    api.folder("deep left", in_folder(api.folder("x", in_folder(left))))
    api.folder("deep right", in_folder(right))
    assert names(api.get(f"/folders/{left['id']}/children?name_contains=deep")) == ["deep left"]
    assert names(api.get(f"/folders/{left['id']}/children?name_contains=")) == ["deep left", "x"]
    found = names(api.get(f"/projects/{project}/children?name_contains=LEFT"))
    assert found == ["deep left", "left"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("%25", ["100% sure"]),
        ("_", ["snake_case"]),
        ("\\", []),
        ("'", ["it's"]),
        ("S", ["it's", "snake_case", "100% sure"]),
        ("nothing", []),
        ("x" * 1024, []),
    ],
)
def test_a_search_is_literal_and_in_any_case(
    api: Client, project: str, wanted: str, found: list[str]
) -> None:
    for name in ("100% sure", "snake_case", "it's"):
        api.folder(name, in_project(project))
    assert names(api.get(f"/projects/{project}/children?name_contains={wanted}")) == found


@pytest.mark.parametrize("bad", ["a%00b", "x" * 1025])
def test_bad_searches_are_field_errors(api: Client, project: str, bad: str) -> None:
    answer = api.get(f"/projects/{project}/children?name_contains={bad}", 400)
    assert [list(error) for error in answer["errors"]] == [["name_contains"]]


def test_any_top_level_key_can_be_left_out(directory: Directory, api: Client, project: str) -> None:
    api.file(directory.upload(api, project), in_project(project))
    query = "exclude_response_fields=id%20parent%20current_version+kind+nonsense"
    (item,) = api.get(f"/projects/{project}/children?{query}")["results"]
    assert set(item) == {"name", "audit", "is_deleted", "project", "ancestors"}


@pytest.mark.parametrize("left_out", ["audit", "current_version", "audit current_version"])
def test_the_other_keys_are_the_same_whatever_is_left_out(
    directory: Directory, api: Client, project: str, left_out: str
) -> None:
    folder = api.folder("folder", in_project(project))
    api.file(directory.upload(api, project), in_folder(folder))
    query = f"/projects/{project}/children?name_contains="
    whole = api.get(query)["results"]
    kept = [{key: it[key] for key in it if key not in left_out.split()} for it in whole]
    assert api.get(f"{query}&exclude_response_fields={quote(left_out)}")["results"] == kept


def test_what_is_left_out_is_not_read(
    lab: Lab, directory: Directory, api: Client, project: str
) -> None:
    file = api.file(directory.upload(api, project), in_project(project))
    place, id = Location(UUID(project)), UUID(file["id"])
    for parts in (frozenset[Part](), {Part.AUDIT}, {Part.VERSION}):
        (found,) = lab.records.children.page(place, None, PageRequest(), parts).items
        assert isinstance(found, ListedFile)
        assert found.id == id
        assert (found.audit is None, found.current_version is None) == (
            Part.AUDIT not in parts,
            Part.VERSION not in parts,
        )


def test_deleted_things_are_left_out(directory: Directory, api: Client, project: str) -> None:
    folder = api.folder("f", in_project(project))
    file = api.file(directory.upload(api, project), in_project(project))
    api.delete(f"/folders/{folder['id']}")
    api.delete(f"/files/{file['id']}")
    for query in ("", "?name_contains="):
        result = api.call("GET", f"/projects/{project}/children{query}")
        assert result.json["results"] == []
        assert result.headers["x-total"] == "0"


def test_places_that_are_not_there_or_not_ours(directory: Directory, project: str) -> None:
    other = directory.client("other")
    other.get(f"/projects/{project}/children", 403)
    assert other.get(f"/projects/{UNKNOWN}/children", 404)["reason"] == "Project Not Found"
    assert other.get(f"/folders/{UNKNOWN}/children", 404)["reason"] == "Folder Not Found"


@pytest.mark.parametrize("query", ["", "?name_contains="])
def test_a_page_takes_a_constant_number_of_queries(
    directory: Directory, api: Client, project: str, query: str
) -> None:
    outer = api.folder("outer", in_project(project))
    counts = []
    for more in (1, 49):
        directory.fill(api, project, more, outer["id"])
        with statements_of(directory.database) as seen:
            found = api.get(f"/folders/{outer['id']}/children{query}")["results"]
        counts.append(len(seen))
    assert len(found) == (100 if query else 50)
    if query:  # without it there are no files among them, and nothing to ask for them
        assert all(it["ancestors"][1]["name"] == "outer" for it in found)
    assert counts[0] == counts[1] <= 16
