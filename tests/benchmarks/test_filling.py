"""A project that was filled with rows is like one whose files came by the API."""

from __future__ import annotations

import pytest

from benchmarks.filling import fill
from tests.db.kept_counts import check_counts
from tests.directory.client import in_folder, in_project
from tests.directory.service import Directory
from tests.house.setting import Lab
from tests.services.postgresql_again import ReusedDatabase


@pytest.fixture
def database_url(migrated_postgresql: ReusedDatabase) -> str:
    """Only PostgreSQL is filled."""
    return migrated_postgresql.as_new()


def test_a_filled_project_is_counted_listed_and_read_like_any_other(
    lab: Lab, database_url: str
) -> None:
    directory = Directory(lab)
    api = directory.client()
    project = api.project()
    folder = api.folder("folder", in_project(project))
    file = api.file(directory.upload(api, project), in_folder(folder))
    fill(database_url, file["id"], files=250)
    check_counts(lab.database)
    files = api.get(f"/projects/{project}/files?per_page=1000")["results"]
    assert [it["name"] for it in files[:-1]] == [f"file {n}" for n in reversed(range(250))]
    entries = api.get(f"/projects/{project}/children?name_contains=&per_page=1000")["results"]
    assert len(entries) == 2 + 3 + 250
    times = {it["audit"]["created_on"] for it in entries if it["kind"] == "dds-file"}
    assert len(times) == len(files) == 251
    last = entries[0]
    assert api.get(f"/files/{last['id']}") == last
