"""Downloads: signed for good contents only, one by one and for a whole project."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from tests.directory.client import Client, in_folder, in_project, names
from tests.directory.service import MD5, UNKNOWN, Directory
from tests.house.statements import statements_of

ITEM_KEYS = {"id", "name", "size", "file_url", "hashes", "ancestors"}
SIGNED_KEYS = ["http_verb", "host", "url", "http_headers"]


def test_a_download_is_signed_under_the_present_name(
    directory: Directory, api: Client, project: str
) -> None:
    upload = directory.upload(api, project)
    file = api.file(upload, in_project(project))["id"]
    api.put(f"/files/{file}/rename", {"name": 'Ω "x"; y&z.dat'})
    signed = api.get(f"/files/{file}/url/?%7B%7D")
    assert list(signed) == SIGNED_KEYS
    assert (signed["http_verb"], signed["http_headers"]) == ("GET", [])
    assert signed["host"] == "http://storage.example"
    url = urlsplit(signed["url"])
    assert url.path == f"/{project}/{upload}"
    query = parse_qs(url.query)
    assert query["filename"] == ['Ω "x"; y&z.dat']
    assert 0 < int(query["expires"][0]) - directory.clock.now.timestamp() <= 300


def test_storage_behind_this_service_has_the_host_the_request_came_to(
    directory: Directory, api: Client, project: str
) -> None:
    directory.presigner.host = None
    file = api.file(directory.upload(api, project), in_project(project))["id"]
    result = api.send("GET", f"/files/{file}/url", None, {"Host": "dds.example:8123"}, 200)
    assert result.json["host"] == "http://dds.example:8123"
    (item,) = api.send(
        "GET", f"/projects/{project}/files", None, {"Host": "dds.example"}, 200
    ).json["results"]
    assert item["file_url"]["host"] == "http://dds.example"


@pytest.mark.parametrize(
    ("state", "status", "code", "reason"),
    [
        (
            "assembling",
            404,
            "resource_not_consistent",
            "resource changes are still being processed by system",
        ),
        ("open", 404, "resource_not_consistent", None),
        ("failed", 400, "not_provided", "the bytes are bad"),
        ("purged", 404, "not_provided", "Content Not Found"),
    ],
)
def test_bad_and_unfinished_contents_are_not_promised(
    directory: Directory,
    api: Client,
    project: str,
    state: str,
    status: int,
    code: str,
    reason: str | None,
) -> None:
    upload = directory.upload(api, project, "assembling")
    file = api.file(upload, in_project(project))
    directory.settle(upload, state, "the bytes are bad" if state == "failed" else None)
    version = file["current_version"]["id"]
    stranger = directory.client("stranger")
    for path in (f"/files/{file['id']}/url", f"/file_versions/{version}/url"):
        answer = api.get(path, status)
        assert answer["code"] == code
        assert reason in {None, answer["reason"]}
        stranger.get(path, 403)
    assert api.get(f"/projects/{project}/files", status)["code"] == code
    stranger.get(f"/projects/{project}/files", 403)
    if state == "failed":
        assert answer["suggestion"] == "You must begin a new upload process"


def test_one_bad_file_fails_the_list_until_it_is_healed(
    directory: Directory, api: Client, project: str
) -> None:
    api.file(directory.upload(api, project), in_project(project))
    bad_upload = directory.upload(api, project, "assembling")
    bad = api.file(bad_upload, in_project(project))["id"]
    slow_upload = directory.upload(api, project, "assembling")
    slow = api.file(slow_upload, in_project(project))["id"]
    listed = f"/projects/{project}/files"
    assert api.get(listed, 404)["code"] == "resource_not_consistent"
    directory.settle(bad_upload, "failed", "reported hash value does not match")
    # bad comes before unfinished: waiting would not help
    assert api.get(listed, 400)["reason"] == "reported hash value does not match"
    good = directory.upload(api, project)
    api.form(f"/files/{bad}", {"upload[id]": good})
    api.get(listed, 404)
    api.delete(f"/files/{slow}")
    assert len(api.get(listed)["results"]) == 2


def test_a_file_that_takes_long_does_not_hide_the_others(
    directory: Directory, api: Client, project: str
) -> None:
    good = api.file(directory.upload(api, project), in_project(project))["id"]
    slow_upload = directory.upload(api, project, "assembling")
    slow = api.file(slow_upload, in_project(project))["id"]
    listed = f"/projects/{project}/files"
    directory.clock.now += timedelta(seconds=59)
    assert api.get(listed, 404)["code"] == "resource_not_consistent"
    directory.clock.now += timedelta(seconds=1)
    assert [it["id"] for it in api.get(listed)["results"]] == [good]
    assert api.get(f"/files/{slow}/url", 404)["code"] == "resource_not_consistent"
    api.file(directory.upload(api, project, "assembling"), in_project(project))
    api.get(listed, 404)  # of another one that was completed just now
    directory.clock.now += timedelta(seconds=60)
    directory.settle(slow_upload, "complete")
    assert [it["id"] for it in api.get(listed)["results"]] == [slow, good]


def test_only_files_on_the_page_are_looked_at(
    directory: Directory, api: Client, project: str
) -> None:
    upload = directory.upload(api, project, "assembling")
    api.file(upload, in_project(project))
    directory.settle(upload, "failed", "bad")
    api.file(directory.upload(api, project), in_project(project))
    listed = f"/projects/{project}/files?per_page=1"
    api.get(listed, 400)
    api.get(listed + "&page=2")


def test_files_of_a_project_are_written_as_the_contract_says(
    directory: Directory, api: Client, project: str
) -> None:
    folder = api.folder("f", in_project(project))
    file = api.file(directory.upload(api, project), in_folder(folder))
    result = api.call("GET", f"/projects/{project}/files?page=1&per_page=100")
    assert result.headers["x-total"] == "1"
    assert result.headers["x-total-pages"] == "1"
    (item,) = result.json["results"]
    assert set(item) == ITEM_KEYS
    assert (item["id"], item["name"], item["size"]) == (file["id"], "brain.dat", 15)
    assert item["hashes"] == [{"value": MD5, "algorithm": "md5"}]
    assert list(item["file_url"]) == SIGNED_KEYS
    assert item["ancestors"] == file["ancestors"]


def test_an_empty_project_has_no_pages(api: Client, project: str) -> None:
    result = api.call("GET", f"/projects/{project}/files")
    assert result.json == {"results": []}
    assert result.headers["x-total-pages"] == "0"


def test_the_newest_on_a_page_comes_first_whatever_changed_last(
    directory: Directory, api: Client, project: str
) -> None:
    first, second = (
        api.file(directory.upload(api, project), in_project(project))["id"] for _ in range(2)
    )
    listed = f"/projects/{project}/files"
    assert [it["id"] for it in api.get(listed)["results"]] == [second, first]
    api.put(f"/files/{first}/rename", {"name": "new"})
    assert names(api.get(listed)) == ["brain.dat", "new"]


def test_a_page_takes_a_constant_number_of_queries(
    directory: Directory, api: Client, project: str
) -> None:
    counts = []
    for more in (1, 59):
        directory.fill(api, project, more)
        with statements_of(directory.database) as seen:
            result = api.call("GET", f"/projects/{project}/files?per_page=1000")
        counts.append(len(seen))
    assert len(result.json["results"]) == 60
    assert counts[0] == counts[1] <= 14


def test_files_of_a_provider_that_left_answer_503(
    directory: Directory, api: Client, project: str
) -> None:
    file = api.file(directory.upload(api, project), in_project(project))["id"]
    directory.serve([replace(directory.storage, id=uuid4(), slug="two")])
    root = directory.client("root", admin=True)
    answer = root.get(f"/files/{file}/url", 503)
    assert answer["reason"] == "The storage provider is unavailable"
    root.get(f"/projects/{project}/files", 503)
    assert root.get(f"/files/{file}")["id"] == file


@pytest.mark.parametrize("bad", [UNKNOWN, "nothing", "%00"])
def test_downloads_of_nothing(api: Client, bad: str) -> None:
    assert api.get(f"/files/{bad}/url", 404)["reason"] == "DataFile Not Found"
    assert api.get(f"/file_versions/{bad}/url", 404)["reason"] == "FileVersion Not Found"
