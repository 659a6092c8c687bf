"""The environment changes under uploads that are on their way."""

from __future__ import annotations

from pathlib import Path

from tests.house.client import Api, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab, two_providers


def begun_at_archive(lab: Lab) -> tuple[Api, str]:
    """A client, and its upload at `archive` with the first two of three chunks sent."""
    api = client(lab, "researcher")
    upload = api.upload(api.project(), 60, storage_provider=lab.provider("archive"))
    api.send_chunk(upload, 1, b"x" * 25)
    api.send_chunk(upload, 2, b"x" * 25)
    return api, upload


def test_limits_are_copied_when_an_upload_begins(open_again: OpenLab) -> None:
    old = client(open_again(SMALL), "researcher")
    project = old.project()
    upload, whole = old.upload(project, 1000), old.upload(project, 100, chunked=False)
    tighter = {"LOCAL_CHUNK_MAX_NUMBER": "2", "LOCAL_CHUNK_MAX_SIZE_BYTES": "10"}
    lab = open_again(tighter)
    api = Api(lab, old.token)
    assert api.get(f"/uploads/{upload}").headers["x-max-chunk-upload-size"] == "100"
    assert api.get(f"/uploads/{whole}").headers["x-max-upload-size"] == "100"
    for number in range(10):
        api.send_chunk(upload, number, b"x" * 100)
    api.complete(upload, b"x" * 1000)
    lab.work()
    assert lab.state(upload) == "complete"
    assert errors_of(api.begin(project, 21, 400))[0][0] == "size"


def test_a_deprecated_provider_drains(open_again: OpenLab, tmp_path: Path) -> None:
    two = two_providers(tmp_path)
    old, upload = begun_at_archive(open_again(two))
    lab = open_again({**two, "ARCHIVE_DEPRECATED": "true"})
    api = Api(lab, old.token)
    api.send_chunk(upload, 3, b"x" * 10)
    api.complete(upload, b"x" * 60)
    lab.work()
    assert api.status(upload)["is_consistent"] is True
    assert lab.state(upload) == "complete"


def test_a_provider_that_left_answers_503_and_loses_nothing(
    open_again: OpenLab, tmp_path: Path
) -> None:
    two = two_providers(tmp_path)
    full = open_again(two)
    archive = full.provider("archive")
    old, upload = begun_at_archive(full)
    project = old.get(f"/uploads/{upload}").json["project"]["id"]
    whole = old.upload(project, 5, chunked=False, storage_provider=archive)
    stored = old.upload(project, 25, storage_provider=archive)
    old.send_chunk(stored, 1, b"y" * 25)
    old.complete(stored, b"y" * 25)
    full.work()
    file = old.file(project, stored).json["id"]

    fast = {name: value for name, value in two.items() if not name.startswith("ARCHIVE")}
    lab = open_again({**fast, "STORAGE_PROVIDERS": "fast"})
    api = Api(lab, old.token)
    listed = {it["id"]: it for it in api.get("/storage_providers").json["results"]}
    assert listed[archive["id"]]["is_deprecated"] is True
    assert api.get(f"/storage_providers/{archive['id']}").json["is_default"] is False
    refused = api.begin(project, 1, 400, storage_provider=archive)
    assert errors_of(refused) == [("storage_provider", "cannot be deprecated")]
    away = api.offer(upload, 3, 10, 503).json
    assert away["reason"] == "The storage provider is unavailable"
    assert len(api.get(f"/uploads/{upload}").json["chunks"]) == 2
    api.get(f"/files/{file}/url", 503)
    assert "signed_url" not in api.get(f"/uploads/{whole}").json
    assert len(api.get(f"/projects/{project}/uploads").json["results"]) == 3

    back = open_again(two)
    api = Api(back, old.token)
    api.send_chunk(upload, 3, b"x" * 10)
    assert api.fetch(api.get(f"/files/{file}/url").json).content == b"y" * 25
