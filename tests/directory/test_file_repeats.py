"""`POST /files` sent again because its answer was lost makes no second file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import Directory


def test_the_same_file_is_answered_again(directory: Directory, api: Client, project: str) -> None:
    folder = api.folder("f", in_project(project))
    for place in (in_project(project), in_folder(folder)):
        upload = directory.upload(api, project)
        first = api.file(upload, place)
        assert api.file(upload, place) == first
    assert names(api.get(f"/projects/{project}/files")) == ["brain.dat", "brain.dat"]


def test_so_it_is_to_many_at_once(directory: Directory, api: Client, project: str) -> None:
    upload = directory.upload(api, project)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: api.file(upload, in_project(project)), range(8)))
    assert len({file["id"] for file in made}) == 1
    assert names(api.get(f"/projects/{project}/files")) == ["brain.dat"]


def test_two_uploads_of_one_name_stay_two_files(
    directory: Directory, api: Client, project: str
) -> None:
    uploads = [directory.upload(api, project) for _ in range(2)]
    made = {api.file(upload, in_project(project))["id"] for upload in uploads}
    assert len(made) == 2


@pytest.mark.parametrize("change", ["rename", "move", "revise", "delete", "elsewhere"])
def test_what_is_not_that_very_file_any_more_is_another(
    directory: Directory, api: Client, project: str, change: str
) -> None:
    upload, place = directory.upload(api, project), in_project(project)
    first = api.file(upload, place)["id"]
    folder = in_folder(api.folder("f", in_project(project)))
    match change:
        case "rename":
            api.put(f"/files/{first}/rename", {"name": "other"})
        case "move":
            api.put(f"/files/{first}/move", {"parent": folder})
        case "revise":
            api.put(f"/files/{first}", {"upload": {"id": directory.upload(api, project)}})
        case "delete":
            api.delete(f"/files/{first}")
        case "elsewhere":
            place = folder
    assert api.file(upload, place)["id"] != first


def test_a_repeat_leaves_the_label(directory: Directory, api: Client, project: str) -> None:
    body = {"parent": in_project(project), "upload": {"id": directory.upload(api, project)}}
    first = api.post("/files", {**body, "label": "one"})
    assert api.post("/files", body) == first
