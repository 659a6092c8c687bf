"""Files: made of uploads, given new contents, renamed, moved, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import MD5, UNKNOWN, Directory

FILE_KEYS = [
    "kind",
    "id",
    "parent",
    "name",
    "audit",
    "is_deleted",
    "current_version",
    "project",
    "ancestors",
]
NOT_COMPLETE = [{"upload": "must be completed successfully"}]
FAILED = [{"upload": "cannot have an error"}]


@pytest.fixture
def file(directory: Directory, api: Client, project: str) -> str:
    """The id of a file with one version."""
    return str(api.file(directory.upload(api, project), in_project(project))["id"])


def test_a_file_is_written_as_the_contract_says(
    directory: Directory, api: Client, project: str
) -> None:
    folder = api.folder("f", in_project(project))
    upload = directory.upload(api, project)
    body = {"parent": in_folder(folder), "upload": {"id": upload}, "label": "first"}
    file = api.post("/files/", body)
    assert list(file) == FILE_KEYS
    assert (file["kind"], file["name"]) == ("dds-file", "brain.dat")
    assert file["parent"] == in_folder(folder)
    assert file["project"] == {"id": project, "name": "Mice"}
    assert [it["kind"] for it in file["ancestors"]] == ["dds-project", "dds-folder"]
    version = file["current_version"]
    assert list(version) == ["id", "version", "label", "upload"]
    assert (version["version"], version["label"]) == (1, "first")
    content = version["upload"]
    assert (content["id"], content["size"]) == (upload, 15)
    assert content["storage_provider"] == {
        "id": str(directory.storage.id),
        "name": "Storage one",
        "description": "For tests",
    }
    (digest,) = content["hashes"]
    assert (digest["algorithm"], digest["value"]) == ("md5", MD5)
    assert digest["audit"]["created_by"]["username"] == "researcher"
    result = api.call("GET", f"/files/{file['id']}?%7B%7D")
    assert result.json == file
    assert "X-Total-Pages" not in result.headers


def test_an_upload_may_still_be_being_assembled(
    directory: Directory, api: Client, project: str
) -> None:
    api.file(directory.upload(api, project, "assembling"), in_project(project))


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        ("open", 400, NOT_COMPLETE),
        ("failed", 400, FAILED),
        ("aborted", 404, "Upload Not Found"),
        ("expired", 404, "Upload Not Found"),
        ("purged", 404, "Upload Not Found"),
    ],
)
def test_other_uploads_make_no_file_and_no_version(
    directory: Directory, api: Client, project: str, file: str, state: str, status: int, said: Any
) -> None:
    upload = directory.upload(api, project, state)
    key = "errors" if status == 400 else "reason"
    assert api.file(upload, in_project(project), status)[key] == said
    assert api.put(f"/files/{file}", {"upload": {"id": upload}}, status)[key] == said
    assert len(api.get(f"/projects/{project}/children")["results"]) == 1
    assert api.get(f"/files/{file}")["current_version"]["version"] == 1


def test_an_upload_of_another_project_is_not_found(
    directory: Directory, api: Client, project: str, file: str
) -> None:
    foreign = directory.upload(api, api.project("other"))
    assert api.file(foreign, in_project(project), 404)["reason"] == "Upload Not Found"
    for unknown in (UNKNOWN, "nothing"):
        assert api.file(unknown, in_project(project), 404)["reason"] == "Upload Not Found"
        answer = api.put(f"/files/{file}", {"upload": {"id": unknown}}, 404)
        assert answer["reason"] == "Upload Not Found"


def test_a_new_version_may_be_of_ones_own_upload_to_another_project(
    directory: Directory, api: Client, project: str, file: str
) -> None:
    foreign = directory.upload(api, api.project("other"))
    revised = api.put(f"/files/{file}", {"upload": {"id": foreign}})
    assert revised["current_version"]["upload"]["id"] == foreign


def test_only_its_creator_makes_a_version_of_an_upload(
    directory: Directory, api: Client, project: str, file: str
) -> None:
    member = directory.client("member")
    role = {"auth_role": {"id": "project_admin"}}
    api.put(f"/projects/{project}/permissions/{member.id}", role)
    upload, elsewhere = directory.upload(api, project), directory.upload(api, api.project("other"))
    member.put(f"/files/{file}", {"upload": {"id": upload}}, 403)
    answer = member.put(f"/files/{file}", {"upload": {"id": elsewhere}}, 404)
    assert answer["reason"] == "Upload Not Found"
    root = directory.client("root", admin=True)
    for good in (upload, elsewhere):
        revised = root.put(f"/files/{file}", {"upload": {"id": good}})
        assert revised["current_version"]["upload"]["id"] == good
    # what a file has had already, any member who may update it makes current again
    old = api.get(f"/files/{file}/versions")["results"]
    for version in old[1:]:
        member.post(f"/file_versions/{version['id']}/current")


def test_an_upload_of_no_project_goes_into_any_of_its_creators(
    directory: Directory, api: Client, project: str
) -> None:
    upload = directory.upload(api, None)
    other = directory.client("other")
    theirs = other.project("theirs")
    assert other.file(upload, in_project(theirs), 404)["reason"] == "Upload Not Found"
    api.file(upload, in_project(theirs), 403)
    for place in (project, api.project("another")):
        api.file(upload, in_project(place))
    directory.client("root", admin=True).file(upload, in_project(theirs))


def test_only_its_creator_makes_a_file_of_an_upload(
    directory: Directory, api: Client, project: str
) -> None:
    other = directory.client("other")
    editor = {"auth_role": {"id": "file_editor"}}
    api.put(f"/projects/{project}/permissions/{other.id}", editor)
    upload = directory.upload(other, project)
    api.file(upload, in_project(project), 403)
    made = other.file(upload, in_project(project))
    directory.client("root", admin=True).file(upload, in_project(project))
    newer = directory.upload(other, project)
    api.put(f"/files/{made['id']}", {"upload": {"id": newer}}, 403)
    revised = other.put(f"/files/{made['id']}", {"upload": {"id": newer}})
    assert revised["current_version"]["version"] == 2


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"parent", "upload"}),
        ({"parent": None, "upload": None}, {"parent", "upload"}),
        ({"parent": {}, "upload": {}}, {"parent.kind", "parent.id", "upload.id"}),
        ({"parent": {"kind": "k", "id": "i"}, "upload": {"id": ["x"]}}, {"upload.id"}),
        ({"parent": {"kind": "k", "id": "i"}, "upload": {"id": "u"}, "label": 5}, {"label"}),
    ],
)
def test_what_is_missing_or_bad_is_named(api: Client, body: object, fields: set[str]) -> None:
    answer = api.post("/files", body, 400)
    assert {next(iter(error)) for error in answer["errors"]} == fields


def test_parents_that_are_not_there(directory: Directory, api: Client, project: str) -> None:
    upload = directory.upload(api, project)
    assert api.file(upload, in_project(UNKNOWN), 404)["reason"] == "Project Not Found"
    assert api.file(upload, in_folder(UNKNOWN), 404)["reason"] == "Folder Not Found"
    folder = api.folder("f", in_project(project))
    api.delete(f"/folders/{folder['id']}")
    assert api.file(upload, in_folder(folder), 404)["reason"] == "Folder Not Found"


@pytest.mark.parametrize("name", ["", None, "a/b", "..", "a\nb", "a\0b", "\udfff", "x" * 1025])
def test_bad_names_are_field_errors(api: Client, file: str, name: Any) -> None:
    answer = api.put(f"/files/{file}/rename", {"name": name}, 400)
    assert [list(error) for error in answer["errors"]] == [["name"]]


def test_rename_move_and_delete(api: Client, project: str, file: str) -> None:
    assert api.put(f"/files/{file}/rename", {"name": "Ω ø"})["name"] == "Ω ø"
    folder = api.folder("f", in_project(project))
    moved = api.put(f"/files/{file}/move", {"parent": in_folder(folder)})
    assert moved["parent"] == in_folder(folder)
    other = in_project(api.project("other"))
    answer = api.put(f"/files/{file}/move", {"parent": other}, 400)
    assert answer["errors"] == [{"parent.id": "must be in the same project"}]
    api.delete(f"/files/{file}")
    for path in ("", "/url", "/versions"):
        answer = api.get(f"/files/{file}{path}", 404)
        assert answer["reason"] == "DataFile Not Found"
    api.put(f"/files/{file}", {"label": "x"}, 404)
    api.put(f"/files/{file}/rename", {"name": "x"}, 404)
    api.put(f"/files/{file}/move", {"parent": in_project(project)}, 404)
    api.delete(f"/files/{file}", 404)
    assert names(api.get(f"/projects/{project}/files")) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("file_editor", {"view", "create", "update", "delete", "download"}),
        ("file_uploader", {"view", "create"}),
        ("file_downloader", {"view", "download"}),
        ("project_viewer", {"view"}),
        (None, set()),
    ],
)
def test_roles_decide(
    directory: Directory, api: Client, project: str, file: str, role: str | None, may: set[str]
) -> None:
    member = directory.client("member")
    if role:
        api.put(f"/projects/{project}/permissions/{member.id}", {"auth_role": {"id": role}})

    def status(permission: str, good: int = 200) -> int:
        return good if permission in may else 403

    upload = directory.upload(member, project)
    member.get(f"/files/{file}", status("view"))
    member.get(f"/files/{file}/versions", status("view"))
    member.get(f"/files/{file}/url", status("download"))
    member.get(f"/projects/{project}/files", status("download"))
    member.file(upload, in_project(project), status("create", 201))
    member.file(UNKNOWN, in_project(project), 404 if "create" in may else 403)
    member.put(f"/files/{file}", {"upload": {"id": upload}}, status("update"))
    member.put(f"/files/{file}/rename", {"name": "x"}, status("update"))
    member.put(f"/files/{file}/move", {"parent": in_project(project)}, status("update"))
    member.get(f"/projects/{project}/deleted_files", status("delete"))
    member.delete(f"/files/{file}", status("delete", 204))
    member.put(f"/files/{file}/restore", expect=status("delete"))


def test_nobody_is_let_in_without_a_token(directory: Directory, project: str, file: str) -> None:
    nobody = directory.stranger()
    listed = (f"/projects/{project}/files", f"/projects/{project}/deleted_files")
    for path in (f"/files/{file}", f"/files/{file}/url", *listed):
        nobody.get(path, 401)
    nobody.put(f"/files/{file}/restore", expect=401)
    nobody.file(UNKNOWN, in_project(project), 401)
    nobody.put(f"/files/{file}", {}, 401)
