"""Conditions on signed URLs of this service: RFC 9110, section 13."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest

from tests.house.client import Api, digest_of

DATA = bytes(range(250)) * 4


@pytest.fixture(scope="module")
def download(wire: Api) -> dict[str, Any]:
    """The signed download of 1000 bytes in ten chunks, stored at least a second ago."""
    project = wire.project()
    made = wire.file(project, wire.stored(project, DATA, 100)).json
    time.sleep(1.1)
    signed: dict[str, Any] = wire.get(f"/files/{made['id']}/url").json
    return signed


@pytest.fixture(scope="module")
def etag(wire: Api, download: dict[str, Any]) -> str:
    return str(wire.fetch(download).headers["etag"])


@pytest.fixture(scope="module")
def modified(wire: Api, download: dict[str, Any]) -> datetime:
    found = parsedate_to_datetime(wire.fetch(download).headers["last-modified"])
    assert timedelta(0) <= datetime.now(UTC) - found < timedelta(minutes=10)
    return found


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def status_of(wire: Api, signed: dict[str, Any], method: str = "GET", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = wire.storage(method, signed["url"], headers=named)
    if answer.status_code == 200:
        assert answer.content == (DATA if method == "GET" else b"")
    else:
        assert answer.content == b"" or answer.json["reason_code"] == "precondition_failed"
    return int(answer.status_code)


def test_a_tag_is_strong_and_the_same_for_the_same_content_alone(
    wire: Api, wire_project: str, etag: str
) -> None:
    def tag_of(data: bytes, cut: int) -> str:
        answer = wire.download(wire_project, wire.stored(wire_project, data, cut))
        return str(answer.headers["etag"])

    assert etag.startswith('"')
    assert etag.endswith('"')
    assert tag_of(DATA, 100) == etag
    assert tag_of(DATA[::-1], 100) != etag
    assert tag_of(DATA[100:] + DATA[:100], 100) != etag
    assert len({tag_of(data, 100) for data in (b"", b"a", b"b")}) == 3


def test_what_is_sent_as_one_piece_has_its_digest_for_a_tag(wire: Api, wire_project: str) -> None:
    begun = wire.begin(wire_project, 4, chunked=False).json
    tag = f'"md5:{digest_of(b"data")["value"]}"'
    assert wire.send(begun["signed_url"], b"data").headers["etag"] == tag
    head = wire.storage("HEAD", begun["signed_url"]["url"])
    assert head.headers["etag"] == tag
    wire.complete(begun["id"], b"data")
    wire.service.work()
    assert wire.download(wire_project, begun["id"]).headers["etag"] == tag


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_none_match(wire: Api, download: dict[str, Any], etag: str, method: str) -> None:
    for value, status in {
        etag: 304,
        f"W/{etag}": 304,
        f'"other", {etag}': 304,
        "*": 304,
        '"*"': 200,
        '"other"': 200,
        'W/"other", "x"': 200,
    }.items():
        assert status_of(wire, download, method, If_None_Match=value) == status, value


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_match(wire: Api, download: dict[str, Any], etag: str, method: str) -> None:
    for value, status in {
        etag: 200,
        f'"other", {etag}': 200,
        "*": 200,
        f"W/{etag}": 412,
        '"*"': 412,
        '"other"': 412,
    }.items():
        assert status_of(wire, download, method, If_Match=value) == status, value


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_dates(wire: Api, download: dict[str, Any], modified: datetime, method: str) -> None:
    second = timedelta(seconds=1)
    for moment, since, until in (
        (modified - second, 200, 412),
        (modified, 304, 200),
        (modified + second, 304, 200),
    ):
        value = http_date(moment)
        assert status_of(wire, download, method, If_Modified_Since=value) == since
        assert status_of(wire, download, method, If_Unmodified_Since=value) == until
    for nonsense in ("yesterday", "", "0", "Thu, 99 Jan 2026 00:00:00 GMT"):
        assert status_of(wire, download, method, If_Modified_Since=nonsense) == 200
        assert status_of(wire, download, method, If_Unmodified_Since=nonsense) == 200


def test_tags_come_before_dates_and_must_match_before_none_match(
    wire: Api, download: dict[str, Any], etag: str, modified: datetime
) -> None:
    before, after = http_date(modified - timedelta(days=1)), http_date(modified)
    assert status_of(wire, download, If_Match=etag, If_Unmodified_Since=before) == 200
    assert status_of(wire, download, If_None_Match='"x"', If_Modified_Since=after) == 200
    assert status_of(wire, download, If_None_Match=etag, If_Modified_Since=before) == 304
    assert status_of(wire, download, If_Match='"x"', If_None_Match=etag) == 412
    assert status_of(wire, download, If_Match=etag, If_None_Match=etag) == 304


def test_a_304_has_the_validators_and_nothing_of_the_content(
    wire: Api, download: dict[str, Any], etag: str
) -> None:
    whole = wire.fetch(download)
    answer = wire.fetch(download, **{"If-None-Match": etag, "Range": "bytes=0-1"})
    assert (answer.status_code, answer.content) == (304, b"")
    for name in ("etag", "last-modified", "cache-control"):
        assert answer.headers[name] == whole.headers[name]
    assert whole.headers["cache-control"] == "private, no-cache"
    for name in ("content-range", "content-disposition"):
        assert name not in answer.headers


def test_if_range_goes_on_with_the_same_content_alone(
    wire: Api, download: dict[str, Any], etag: str, modified: datetime
) -> None:
    for value, status in {
        etag: 206,
        f"W/{etag}": 200,
        '"other"': 200,
        http_date(modified): 206,
        http_date(modified - timedelta(seconds=1)): 200,
        http_date(modified + timedelta(seconds=1)): 200,
        "nonsense": 200,
    }.items():
        answer = wire.fetch(download, **{"If-Range": value, "Range": "bytes=900-"})
        assert answer.status_code == status, value
        assert answer.content == (DATA[900:] if status == 206 else DATA)
    outside = {"Range": "bytes=1000-"}
    assert wire.fetch(download, **outside, **{"If-Range": etag}).status_code == 416
    assert wire.fetch(download, **outside, **{"If-Range": '"x"'}).status_code == 200
    assert wire.fetch(download, **{"If-Range": etag}).status_code == 200


def test_conditions_are_nothing_to_who_may_not_read(wire: Api, download: dict[str, Any]) -> None:
    forged = {"url": download["url"].replace("_sig=", "_sig=0")}
    for name in ("If-Match", "If-None-Match"):
        assert wire.fetch(forged, **{name: '"x"'}).status_code == 403


def test_a_put_can_be_conditional(wire: Api, wire_project: str) -> None:
    upload = wire.upload(wire_project, 100)
    data = b"x" * 100
    url = wire.offer(upload, 1, 100, **digest_of(data)).json["url"]

    def put(status: int, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return wire.storage("PUT", url, data, headers=named, expect=status)

    put(412, If_Match="*")
    put(412, If_Match='"x"')
    tag = put(201, If_None_Match="*").headers["etag"]
    assert tag == f'"md5:{digest_of(data)["value"]}"'
    assert put(412, If_None_Match="*").json["reason_code"] == "precondition_failed"
    put(412, If_None_Match=tag)
    put(201, If_None_Match='"x"')
    put(201, If_Match=tag)
    put(412, If_Match='"x"')
    long_ago, soon = "Thu, 01 Jan 2015 00:00:00 GMT", "Thu, 01 Jan 2065 00:00:00 GMT"
    put(412, If_Unmodified_Since=long_ago)
    put(201, If_Unmodified_Since=soon)
    put(201, If_Modified_Since=soon)
