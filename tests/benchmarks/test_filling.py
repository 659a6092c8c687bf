"""A project that was filled with rows is like one whose files came by the API, and as quick."""

from __future__ import annotations

from uuid import UUID

import pytest

from benchmarks.filling import fill
from dds_upload.core.directory.entries import Location
from dds_upload.core.paging import PageRequest
from tests.db.kept_counts import check_counts
from tests.db.plans import plans
from tests.directory.client import Client, in_folder, in_project
from tests.directory.service import Directory
from tests.house.setting import Lab
from tests.services.postgresql_again import ReusedDatabase


@pytest.fixture
def database_url(migrated_postgresql: ReusedDatabase) -> str:
    """Only PostgreSQL is filled."""
    return migrated_postgresql.as_new()


@pytest.fixture
def directory(lab: Lab) -> Directory:
    """The directory on an empty database."""
    return Directory(lab)


@pytest.fixture
def api(directory: Directory) -> Client:
    """A client for a plain user."""
    return directory.client()


def filled(directory: Directory, api: Client, url: str, files: int) -> str:
    """A project with so many files, and one more."""
    project = api.project()
    folder = api.folder("folder", in_project(project))
    file = api.file(directory.upload(api, project), in_folder(folder))
    fill(url, file["id"], files)
    return project


def test_a_filled_project_is_counted_listed_and_read_like_any_other(
    directory: Directory, api: Client, database_url: str
) -> None:
    project = filled(directory, api, database_url, 250)
    check_counts(directory.database)
    files = api.get(f"/projects/{project}/files?per_page=1000")["results"]
    assert [it["name"] for it in files[:-1]] == [f"file {n}" for n in reversed(range(250))]
    entries = api.get(f"/projects/{project}/children?name_contains=&per_page=1000")["results"]
    assert len(entries) == 2 + 3 + 250
    times = {it["audit"]["created_on"] for it in entries if it["kind"] == "dds-file"}
    assert len(times) == len(files) == 251
    last = entries[0]
    assert api.get(f"/files/{last['id']}") == last


def test_a_page_of_a_large_project_is_not_looked_for_among_all_versions(
    directory: Directory, api: Client, database_url: str, lab: Lab
) -> None:
    project = UUID(filled(directory, api, database_url, 10_000))
    records, page = lab.records, PageRequest(50, 100)
    for ask in (
        lambda: records.files.page_of_project(project, page),
        lambda: records.children.page(Location(project), "", page),
    ):
        for plan in plans(directory.database, ask):
            for table in ("files", "file_versions", "uploads", "upload_digests"):
                assert f"Seq Scan on {table}" not in plan
