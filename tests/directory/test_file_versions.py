"""Versions of files: read, labelled, deleted, made current again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.directory.client import Client, in_project
from tests.directory.service import UNKNOWN, Directory

VERSION_KEYS = ["id", "kind", "version", "label", "is_deleted", "audit", "upload", "file"]


@pytest.fixture
def file(directory: Directory, api: Client, project: str) -> str:
    """The id of a file with two versions."""
    made = api.file(directory.upload(api, project), in_project(project))["id"]
    api.put(f"/files/{made}", {"upload": {"id": directory.upload(api, project)}})
    return str(made)


@pytest.fixture
def versions(api: Client, file: str) -> list[Any]:
    """Its versions, newest first."""
    found = api.get(f"/files/{file}/versions/")["results"]
    assert isinstance(found, list)
    return found


def test_versions_are_listed_unpaged(api: Client, project: str, file: str) -> None:
    result = api.call("GET", f"/files/{file}/versions")
    assert [it["version"] for it in result.json["results"]] == [2, 1]
    assert "X-Total-Pages" not in result.headers
    version = result.json["results"][0]
    assert list(version) == VERSION_KEYS
    assert version["kind"] == "dds-file-version"
    assert version["file"] == {
        "id": file,
        "name": "brain.dat",
        "project": {"id": project, "name": "Mice"},
    }
    assert set(version["upload"]) == {"id", "size", "storage_provider", "hashes"}
    assert api.get(f"/file_versions/{version['id']}") == version


def test_a_label_is_set_and_removed(api: Client, versions: list[Any]) -> None:
    path = f"/file_versions/{versions[1]['id']}"
    assert api.put(path, {"label": "draft"})["label"] == "draft"
    assert api.form(path, {"label": "final"}).json["label"] == "final"
    assert api.put(path, {"label": None})["label"] is None
    for bad in ({}, {"label": 3}, {"label": "a\0"}, {"label": "x" * 1025}):
        answer = api.put(path, bad, 400)
        assert [list(error) for error in answer["errors"]] == [["label"]]


def test_the_current_version_is_not_deleted(
    directory: Directory, api: Client, project: str, file: str, versions: list[Any]
) -> None:
    newest, oldest = versions
    answer = api.delete(f"/file_versions/{newest['id']}", 400)
    assert answer["reason"] == "the current version of a file cannot be deleted"
    api.delete(f"/file_versions/{oldest['id']}")
    for path in ("", "/url"):
        answer = api.get(f"/file_versions/{oldest['id']}{path}", 404)
        assert answer["reason"] == "FileVersion Not Found"
    api.delete(f"/file_versions/{oldest['id']}", 404)
    api.post(f"/file_versions/{oldest['id']}/current", expect=404)
    assert [it["version"] for it in api.get(f"/files/{file}/versions")["results"]] == [2]
    third = api.put(f"/files/{file}", {"upload": {"id": directory.upload(api, project)}})
    assert third["current_version"]["version"] == 3


def test_an_old_content_becomes_current_as_a_new_version(
    api: Client, file: str, versions: list[Any]
) -> None:
    oldest = versions[1]
    promoted = api.post(f"/file_versions/{oldest['id']}/current")
    assert (promoted["version"], promoted["upload"]["id"]) == (3, oldest["upload"]["id"])
    assert api.get(f"/files/{file}")["current_version"]["id"] == promoted["id"]
    # a repeat after a lost reply makes no fourth
    assert api.post(f"/file_versions/{oldest['id']}/current") == promoted
    assert len(api.get(f"/files/{file}/versions")["results"]) == 3


def test_bad_content_does_not_become_current(
    directory: Directory, api: Client, versions: list[Any]
) -> None:
    oldest = versions[1]
    directory.settle(oldest["upload"]["id"], "failed", "bad")
    answer = api.post(f"/file_versions/{oldest['id']}/current", expect=400)
    assert answer["errors"] == [{"upload": "cannot have an error"}]


def test_any_version_is_downloaded(api: Client, versions: list[Any]) -> None:
    for version in versions:
        signed = api.get(f"/file_versions/{version['id']}/url")
        assert version["upload"]["id"] in signed["url"]


def test_roles_decide(directory: Directory, api: Client, project: str, versions: list[Any]) -> None:
    member = directory.client("member")
    path = f"/file_versions/{versions[1]['id']}"
    member.get(path, 403)
    viewer = {"auth_role": {"id": "project_viewer"}}
    api.put(f"/projects/{project}/permissions/{member.id}", viewer)
    member.get(path)
    member.get(f"{path}/url", 403)
    member.put(path, {"label": "x"}, 403)
    member.post(f"{path}/current", expect=403)
    member.delete(path, 403)
    directory.stranger().get(path, 401)


@pytest.mark.parametrize("bad", [UNKNOWN, "nothing", "%00"])
def test_versions_that_are_not_there(api: Client, bad: str) -> None:
    assert api.get(f"/files/{bad}/versions", 404)["reason"] == "DataFile Not Found"
    assert api.get(f"/file_versions/{bad}", 404)["reason"] == "FileVersion Not Found"
    api.put(f"/file_versions/{bad}", {"label": "x"}, 404)
    api.delete(f"/file_versions/{bad}", 404)
