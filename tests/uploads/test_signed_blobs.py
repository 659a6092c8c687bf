"""Signed URLs that lead back to this service: what they let in, and nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from providers.local.store import LocalStore
from tests.house.client import Api, digest_of
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.providers.raw import RawLocal


@pytest.fixture
def granted(api: Api, project: str) -> dict[str, Any]:
    """The grant of a chunk of 100 bytes."""
    return grant(api, api.upload(project, 100))


def grant(api: Api, upload: str) -> dict[str, Any]:
    """The grant of chunk 1 of an upload, which is 100 times x."""
    signed: dict[str, Any] = api.offer(upload, 1, 100, **digest_of(b"x" * 100)).json
    return signed


class Watched(BytesIO):
    """A body that knows how far it was read, and asks something of the first reader."""

    def __init__(self, data: bytes, at_first: Any = lambda: None) -> None:
        super().__init__(data)
        self._at_first = at_first

    def read(self, size: int | None = -1, /) -> bytes:
        self._at_first()
        return super().read(size)


def put_watched(api: Api, url: str, body: Watched, length: int) -> Any:
    """PUT a body of that Content-Length from a stream."""
    extras = {"wsgi.input": body}
    headers = {"Content-Length": str(length)}
    return api.storage("PUT", url, headers=headers, extras=extras)


def test_a_put_is_created_and_can_be_repeated(
    api: Api, granted: dict[str, Any], local_storage: RawLocal
) -> None:
    for _ in range(2):
        answer = api.send(granted, b"x" * 100)
        assert answer.content == b""
    assert list(local_storage.objects(granted["url"].split("/")[3]).values()) == [b"x" * 100]


@pytest.mark.parametrize("path", ["/..", "/../..", "/%2e%2e/x", "/a//b", "/a/\0", "", "/", "/a"])
def test_paths_that_name_no_object(wire: Api, path: str) -> None:
    answer = wire.storage("GET", f"/storage/local{path}?temp_url_sig=a&temp_url_expires=1")
    assert answer.status_code in {403, 404}


def test_an_expired_url_is_forbidden(lab: Lab, api: Api, granted: dict[str, Any]) -> None:
    lab.clock.forward(seconds=299)
    api.send(granted, b"x" * 100)
    lab.clock.forward(seconds=3)
    assert api.send(granted, b"x" * 100, 403).json["reason_code"] == "url_expired"
    forged = {"url": granted["url"].replace("temp_url_sig=", "temp_url_sig=0")}
    assert api.send(forged, b"x" * 100, 403).json["reason_code"] == "signature_invalid"


def test_after_complete_a_url_is_forbidden(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    chunk = grant(api, upload)
    whole = api.begin(project, 100, chunked=False).json
    for signed in (chunk, whole["signed_url"]):
        api.send(signed, b"x" * 100)
    for one in (upload, whole["id"]):
        api.complete(one, b"x" * 100)
    for signed in (chunk, whole["signed_url"]):
        api.send(signed, b"x" * 100, 403)
    lab.work()
    for signed in (chunk, whole["signed_url"]):
        api.send(signed, b"x" * 100, 403)


@pytest.mark.parametrize("data", [b"x" * 99, b"x" * 101, b"", b"y" * 100])
@pytest.mark.parametrize("before", [True, False], ids=["over another", "as the first"])
def test_other_bytes_than_promised_leave_everything_as_it_was(
    api: Api, granted: dict[str, Any], local_storage: RawLocal, data: bytes, before: bool
) -> None:
    container = granted["url"].split("/")[3]
    if before:
        api.send(granted, b"x" * 100)
    there = local_storage.objects(container)
    assert len(there) == before
    api.send(granted, data, 400)
    assert local_storage.objects(container) == there
    assert local_storage.leftovers() == []


def test_a_body_without_a_length_is_refused(api: Api, granted: dict[str, Any]) -> None:
    answer = api.storage("PUT", granted["url"], expect=411)
    assert answer.json["reason"] == "send a Content-Length"
    api.storage("PUT", granted["url"], headers={"Transfer-Encoding": "chunked"}, expect=411)


def test_a_body_that_breaks_off_leaves_nothing(
    api: Api, granted: dict[str, Any], local_storage: RawLocal
) -> None:
    answer = put_watched(api, granted["url"], Watched(b"x" * 50), 100)
    assert answer.status_code == 400
    assert local_storage.leftovers() == []

    def gone() -> None:
        raise TimeoutError

    answer = put_watched(api, granted["url"], Watched(b"x" * 100, gone), 100)
    assert (answer.status_code, answer.json["reason"]) == (400, "the body stopped in the middle")
    assert local_storage.leftovers() == []


def test_what_is_refused_for_its_head_is_left_unread(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    url = grant(api, upload)["url"]
    for sent, changed in (
        (100, url.replace("temp_url_sig=", "temp_url_sig=0")),
        (70, url),
        (5000, url),
        (50, url.replace("/1-", "/7-")),
    ):
        body = Watched(b"y" * sent)
        assert put_watched(api, changed, body, sent).status_code in {400, 403}
        assert body.tell() == 0
    body = Watched(b"y" * 100)
    assert put_watched(api, url, body, 100).status_code == 400
    assert body.tell() == 100
    api.send_chunk(upload, 1, b"x" * 100)
    api.complete(upload, b"x" * 100)
    body = Watched(b"x" * 100)
    assert put_watched(api, url, body, 100).status_code == 403
    assert body.tell() == 0


def test_the_database_is_asked_about_urls_that_were_signed_here_alone(
    lab: Lab, api: Api, granted: dict[str, Any]
) -> None:
    with statements_of(lab.database) as asked:
        for forged in (granted["url"].replace("_sig=", "_sig=0"), granted["url"].split("?")[0]):
            api.send({"url": forged}, b"x" * 100, 403)
        assert asked == []
        api.send(granted, b"x" * 100)
        assert asked


def test_a_body_that_the_client_was_not_asked_for_is_not_read(
    lab: Lab, api: Api, granted: dict[str, Any]
) -> None:
    headers = {"Expect": "100-Continue", "Content-Length": "100"}

    def read_of(url: str, status: int) -> int:
        body = Watched(b"x" * 100)
        answer = api.storage("PUT", url, headers=headers, extras={"wsgi.input": body})
        assert answer.status_code == status
        return body.tell()

    assert read_of(granted["url"].replace("_sig=", "_sig=0"), 403) == 0
    assert read_of(granted["url"], 201) == 100
    lab.clock.forward(seconds=302)
    assert read_of(granted["url"], 403) == 0


def test_no_connection_is_held_while_bytes_move(lab: Lab, api: Api, project: str) -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(lab.database.connections_in_use())

    upload = api.upload(project, 100)
    url = grant(api, upload)["url"]
    assert put_watched(api, url, Watched(b"x" * 100, look), 100).status_code == 201
    refused = put_watched(api, url.replace("=", "=0", 1), Watched(b"x" * 100, look), 100)
    assert refused.status_code == 403
    assert seen
    assert set(seen) == {0}

    api.complete(upload, b"x" * 100)
    lab.work()
    opened = LocalStore.open

    def watched_open(*args: Any) -> Any:
        look()
        return opened(*args)

    seen.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalStore, "open", watched_open)
        assert api.download(project, upload).content == b"x" * 100
    assert seen == [0]


def test_a_disk_that_is_not_there_is_unavailable_and_nothing_is_called_missing(
    lab: Lab, api: Api, project: str, granted: dict[str, Any]
) -> None:
    stored = api.stored(project, b"x" * 100, cut=100)
    made = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": stored}}
    file = api.post("/files", made, 201).json["id"]
    signed = api.get(f"/files/{file}/url").json
    unmounted = lab.root.with_name("unmounted")
    lab.root.rename(unmounted)
    lab.root.mkdir()
    api.send(granted, b"x" * 100, expect=503)
    assert api.fetch(signed).status_code == 503
    lab.root.rmdir()
    unmounted.rename(lab.root)
    api.send(granted, b"x" * 100)
    assert api.fetch(signed).content == b"x" * 100
