"""New contents for files: one version each, numbered in order whoever comes at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from db.tables.uploads import Uploads
from tests.directory.client import Client, in_project
from tests.directory.service import Directory


@pytest.fixture
def file(directory: Directory, api: Client, project: str) -> str:
    """The id of a file with one version."""
    return str(api.file(directory.upload(api, project), in_project(project))["id"])


def test_another_upload_makes_a_version_and_the_same_does_not(
    directory: Directory, api: Client, project: str, file: str
) -> None:
    newer = directory.upload(api, project)
    first = api.form(f"/files/{file}", {"upload[id]": newer}).json
    assert first["current_version"]["version"] == 2
    assert first["current_version"]["upload"]["id"] == newer
    assert first["audit"]["last_updated_on"]
    again = api.form(f"/files/{file}", {"upload[id]": newer}).json
    assert again == first
    labelled = api.put(f"/files/{file}", {"upload": {"id": newer}, "label": "two"})
    assert labelled["current_version"]["version"] == 2
    assert labelled["current_version"]["label"] == "two"
    only_label = api.put(f"/files/{file}", {"label": "deux"})
    assert only_label["current_version"]["label"] == "deux"
    assert api.put(f"/files/{file}", {}) == only_label
    both = {"upload": {"id": directory.upload(api, project)}, "label": "three"}
    assert api.put(f"/files/{file}", both)["current_version"]["label"] == "three"


def test_revisions_at_once_get_numbers_of_their_own(
    directory: Directory, api: Client, project: str, file: str
) -> None:
    uploads = [directory.upload(api, project) for _ in range(8)]

    def revise(upload: str) -> int:
        answer = api.put(f"/files/{file}", {"upload": {"id": upload}})
        return int(answer["current_version"]["version"])

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(revise, uploads))
    assert sorted(numbers) == list(range(2, 10))
    current = api.get(f"/files/{file}")["current_version"]
    assert current["version"] == 9
    assert current["upload"]["id"] == uploads[numbers.index(9)]


def test_a_file_in_use_cannot_be_taken_from_under_it(
    directory: Directory, api: Client, project: str
) -> None:
    upload = directory.upload(api, project)
    revision = Uploads.select(Uploads.revision).where(Uploads.id == upload)
    before = directory.database.first(revision.tuples())
    api.file(upload, in_project(project))
    # a purge that was judged before the file was made names the old revision, and fails
    assert directory.database.first(revision.tuples()) != before
