"""Deleted files are listed while they can be restored, and come back where they were."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from db.tables.events import Events
from dds_upload.core.events.event import EventKind
from dds_upload.core.paging import PageRequest
from tests.db.plans import plans_if_large
from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import UNKNOWN, Directory
from tests.directory.walks import listed, walks
from tests.house.setting import Lab
from tests.house.statements import statements_of

Deleted = Callable[..., str]


@pytest.fixture
def deleted(directory: Directory, api: Client, project: str) -> Deleted:
    """Makes a file and deletes it; gives its id."""

    def make(name: str = "brain.dat", parent: Any = None, **more: Any) -> str:
        upload = directory.upload(api, project, name=name, **more)
        file: str = api.file(upload, parent or in_project(project))["id"]
        api.delete(f"/files/{file}")
        return file

    return make


def of(project: str) -> str:
    """Where its deleted files are listed."""
    return f"/projects/{project}/deleted_files"


def restorations(directory: Directory) -> list[UUID | None]:
    """Who brought files back, as events have it."""
    query = Events.select(Events.user_id).where(Events.kind == EventKind.FILE_RESTORED)
    return [row[0] for row in directory.database.rows(query.order_by(Events.id).tuples())]


def test_each_says_where_it_was_who_deleted_it_and_until_when_it_is_kept(
    api: Client, project: str, deleted: Deleted
) -> None:
    outer = api.folder("outer", in_project(project))
    inner = api.folder("inner", in_folder(outer))
    file = deleted("a.txt", in_folder(inner), size=42)
    (found,) = api.get(of(project))["results"]
    by = found["audit"]["deleted_by"]
    assert (by["id"], by["username"]) == (str(api.id), "researcher")
    deleted_on, kept_until = (
        datetime.fromisoformat(it) for it in (found["audit"]["deleted_on"], found["kept_until"])
    )
    assert kept_until - deleted_on == timedelta(days=30)
    del found["audit"], found["kept_until"]
    assert found == {
        "kind": "dds-file",
        "id": file,
        "name": "a.txt",
        "size": 42,
        "is_deleted": True,
        "parent": in_folder(inner),
        "parent_is_deleted": False,
        "project": {"id": project, "name": "Mice"},
        "ancestors": [
            {"kind": "dds-project", "id": project, "name": "Mice"},
            {"kind": "dds-folder", "id": outer["id"], "name": "outer"},
            {"kind": "dds-folder", "id": inner["id"], "name": "inner"},
        ],
    }


def test_it_comes_back_as_it_was(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    folder = api.folder("f", in_project(project))
    file = deleted("a.txt", in_folder(folder))
    restored = api.put(f"/files/{file}/restore")
    assert restored == api.get(f"/files/{file}")
    assert (restored["parent"], restored["is_deleted"]) == (in_folder(folder), False)
    assert restored["audit"]["deleted_on"] is restored["audit"]["deleted_by"] is None
    assert listed(api, f"/folders/{folder['id']}/children") == [file]
    assert listed(api, f"/projects/{project}/files") == [file]
    assert listed(api, f"/projects/{project}/children") == [folder["id"]]
    assert listed(api, of(project)) == []
    assert restorations(directory) == [api.id]


def test_of_a_deleted_folder_it_comes_to_the_root(
    api: Client, project: str, directory: Any
) -> None:
    outer = api.folder("outer", in_project(project))
    inner = api.folder("inner", in_folder(outer))
    file = api.file(directory.upload(api, project), in_folder(inner))["id"]
    api.delete(f"/folders/{outer['id']}")
    (found,) = api.get(of(project))["results"]
    assert found["parent_is_deleted"]
    assert [it["name"] for it in found["ancestors"]] == ["Mice", "outer", "inner"]
    assert api.put(f"/files/{file}/restore")["parent"] == in_project(project)
    assert listed(api, f"/projects/{project}/children") == [file]
    assert listed(api, f"/projects/{project}/files") == [file]


def test_another_of_its_name_is_in_nobodys_way(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    file = deleted("a.txt")
    other = api.file(directory.upload(api, project, name="a.txt"), in_project(project))["id"]
    api.put(f"/files/{file}/restore")
    found = api.get(f"/projects/{project}/children")["results"]
    assert [(it["id"], it["name"]) for it in found] == [(other, "a.txt"), (file, "a.txt")]


def test_a_client_whose_answer_was_lost_may_ask_again(
    directory: Directory, api: Client, deleted: Deleted
) -> None:
    file = deleted()
    restored = api.put(f"/files/{file}/restore")
    assert api.put(f"/files/{file}/restore") == restored
    assert len(restorations(directory)) == 1


def test_of_many_who_restore_it_at_once_one_does(
    directory: Directory, api: Client, deleted: Deleted
) -> None:
    file = deleted()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: api.put(f"/files/{file}/restore"), range(4)))
    assert [it["id"] for it in found] == [file] * 4
    assert len(restorations(directory)) == 1


def test_what_cannot_be_restored_says_why(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    def refusal(file: str) -> tuple[str, str]:
        answer = api.put(f"/files/{file}/restore", expect=404)
        return answer["reason_code"], answer["reason"]

    assert refusal(UNKNOWN) == refusal("nonsense") == ("not_found", "DataFile Not Found")
    upload = directory.upload(api, project, name="purged")
    purged, kept = api.file(upload, in_project(project))["id"], deleted("kept")
    api.delete(f"/files/{purged}")
    directory.settle(upload, "purged")
    assert refusal(purged) == ("content_missing", "Content Not Found")
    assert names(api.get(of(project))) == ["kept"]
    api.delete(f"/projects/{project}")
    assert refusal(kept) == refusal(purged) == ("not_found", "Project Not Found")
    assert api.get(of(project), 404)["reason"] == "Project Not Found"
    assert api.get(of(UNKNOWN), 404)["reason"] == "Project Not Found"


def test_what_is_kept_for_something_else_is_not_listed_and_comes_back(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    """The listing promises no more than the period; another file keeps the content longer."""
    old = deleted("old")
    directory.clock.now += timedelta(days=29)
    young = deleted("young")
    assert listed(api, of(project)) == [young, old]
    directory.clock.now += timedelta(days=2)
    assert listed(api, of(project)) == [young]
    api.put(f"/files/{old}/restore")
    assert names(api.get(f"/projects/{project}/children")) == ["old"]


@pytest.mark.parametrize("number", [0, 3, 6])
def test_pages_hold_still_while_files_come_back(
    api: Client, project: str, deleted: Deleted, number: int
) -> None:
    files = [deleted(f"f{it}") for it in range(7)][::-1]
    assert listed(api, of(project)) == files
    one = f"/files/{files.pop(number)}"
    for found in walks(api, of(project), 2, lambda: api.put(f"{one}/restore")):
        assert set(found) >= set(files)
    assert listed(api, of(project)) == files
    for found in walks(api, of(project), 2, lambda: api.delete(one)):
        assert set(found) >= set(files)
    assert listed(api, of(project)) == [one.removeprefix("/files/"), *files]


def test_pages_hold_still_while_time_runs_out(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    for number in range(4):
        deleted(f"old {number}")
    directory.clock.now += timedelta(minutes=1)
    files = {deleted(f"f{it}") for it in range(5)}
    directory.clock.now += timedelta(days=30, seconds=-59)

    def a_moment() -> None:
        directory.clock.now += timedelta(seconds=30)

    directory.clock.now -= timedelta(seconds=30)
    for found in walks(api, of(project), 2, a_moment):
        assert set(found) >= files
    assert set(listed(api, of(project))) == files


def test_what_is_over_for_long_takes_no_place(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    for number in range(5):
        api.put(f"/files/{deleted(f'back {number}')}/restore")
        deleted(f"old {number}")
    directory.clock.now += timedelta(days=32)
    file = deleted()
    page = api.call("GET", f"{of(project)}?per_page=2")
    assert [it["id"] for it in page.json["results"]] == [file]
    assert page.headers["x-next-page"] == ""


def test_a_page_takes_as_many_statements_whatever_its_size(
    directory: Directory, api: Client, project: str, deleted: Deleted
) -> None:
    counts = []
    for _ in range(2):
        folder = api.folder("f", in_project(project))
        for _ in range(3):
            deleted("a", in_folder(folder))
        with statements_of(directory.database) as seen:
            api.get(of(project))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_page_is_read_by_an_index(
    lab: Lab, directory: Directory, api: Client, project: str
) -> None:
    for id in (project, api.project("Rats")):
        directory.fill(api, id, 200)
    directory.database.sql("UPDATE files SET deleted_at = file_position WHERE file_position > 190")
    table, since, page = lab.records.deleted_files, directory.clock.now, PageRequest()

    def ask() -> None:
        table.page_of_project(UUID(project), since, page)

    assert any("files_gone" in it for it in plans_if_large(directory.database, ask))
