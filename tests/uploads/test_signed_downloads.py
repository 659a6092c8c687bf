"""Signed downloads from this service: ranges, headers, names."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.house.client import Api
from tests.providers.raw import RawLocal

DATA = bytes(range(250)) * 4


@pytest.fixture(scope="module")
def download(wire: Api) -> dict[str, Any]:
    """The signed download of 1000 bytes in ten chunks, on the shared service."""
    project = wire.project()
    upload = wire.stored(project, DATA, 100)
    made = wire.file(project, upload).json
    signed: dict[str, Any] = wire.get(f"/files/{made['id']}/url").json
    return signed


RANGES = {
    "bytes=0-0": (0, 0),
    "bytes=0-999": (0, 999),
    "bytes=95-105": (95, 105),
    "bytes=150-849": (150, 849),
    "bytes=990-": (990, 999),
    "bytes=990-5000": (990, 999),
    "bytes=-1": (999, 999),
    "bytes=-5000": (0, 999),
    " bytes=5-6 ": (5, 6),
    "Bytes=5-6": (5, 6),
}
EVERYTHING = ["bytes=0-1,5-6", "bytes=", "bytes=-", "bytes=6-5", "lines=1-2", "bytes=x-y"]
OUTSIDE = ["bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=" + "9" * 19 + "-"]


@pytest.mark.parametrize(("header", "part"), RANGES.items())
def test_a_range(wire: Api, download: dict[str, Any], header: str, part: tuple[int, int]) -> None:
    answer = wire.fetch(download, Range=header)
    first, last = part
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/1000"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.content == DATA[first : last + 1]


@pytest.mark.parametrize("header", [*RANGES, *OUTSIDE])
def test_a_range_means_nothing_to_a_head(wire: Api, download: dict[str, Any], header: str) -> None:
    answer = wire.storage("HEAD", download["url"], headers={"Range": header})
    assert (answer.status_code, answer.headers["content-length"]) == (200, "1000")
    assert "content-range" not in answer.headers
    assert answer.headers["accept-ranges"] == "bytes"


def test_a_range_of_nothing(wire: Api, wire_project: str) -> None:
    upload = wire.stored(wire_project, b"", 1)
    answer = wire.download(wire_project, upload, Range="bytes=-5")
    assert (answer.status_code, answer.content) == (200, b"")
    answer = wire.download(wire_project, upload, Range="bytes=0-")
    assert answer.headers["content-range"] == "bytes */0"


@pytest.mark.parametrize("header", EVERYTHING)
def test_what_is_no_single_range_is_answered_with_everything(
    wire: Api, download: dict[str, Any], header: str
) -> None:
    answer = wire.fetch(download, Range=header)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("header", OUTSIDE)
def test_a_range_outside_of_the_content(wire: Api, download: dict[str, Any], header: str) -> None:
    answer = wire.storage("GET", download["url"], headers={"Range": header}, expect=416)
    assert answer.headers["content-range"] == "bytes */1000"


def test_content_is_saved_and_never_run(wire: Api, download: dict[str, Any]) -> None:
    for method in ("GET", "HEAD"):
        answer = wire.storage(method, download["url"])
        assert answer.status_code == 200
        assert answer.headers["content-length"] == "1000"
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("brain.dat", "brain.dat"),
        ("a;b & c=d.txt", "a_b & c=d.txt"),
        ('"quoted".txt', "_quoted_.txt"),
        ("100%.txt", "100_.txt"),
        ("naïve 😀.txt", "na_ve _.txt"),
        ("it's*.txt", "it's_.txt"),
        ("a\u202eb\u2028c", "a_b_c"),
    ],
)
def test_names_travel_safely(wire: Api, wire_project: str, name: str, plain: str) -> None:
    begun = wire.begin(wire_project, 1, chunked=False, name=name).json
    wire.send(begun["signed_url"], b"x")
    wire.complete(begun["id"], b"x")
    wire.service.work()
    disposition = wire.download(wire_project, begun["id"]).headers["content-disposition"]
    encoded = quote(name, safe="")
    assert disposition == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


@pytest.mark.parametrize("name", ["a%0D%0AX-Evil:%201", "%00", "%FF", "..%2F..%2Fetc"])
def test_names_in_the_url_cannot_break_out_of_the_header(
    wire: Api, download: dict[str, Any], name: str
) -> None:
    url = f"{download['url'].partition('&filename=')[0]}&filename={name}"
    answer = wire.storage("GET", url)
    assert answer.status_code == 200
    assert "x-evil" not in answer.headers
    assert answer.headers["content-disposition"].isprintable()


def test_a_preflight_is_answered_for_browsers(wire: Api, download: dict[str, Any]) -> None:
    headers = {"Origin": "https://portal.example", "Access-Control-Request-Method": "PUT"}
    answer = wire.storage("OPTIONS", download["url"], headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-max-age"] == "7200"
    answer = wire.storage("GET", download["url"], headers={"Origin": "https://portal.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("cut", [100, 40])
def test_what_storage_has_lost_is_said_before_any_byte(
    api: Api, project: str, local_storage: RawLocal, method: str, cut: int
) -> None:
    upload = api.stored(project, bytes(100), cut)
    made = api.file(project, upload).json
    signed = api.get(f"/files/{made['id']}/url").json
    container = signed["url"].split("/")[3]
    assert api.storage(method, signed["url"]).status_code == 200
    for path in local_storage.paths(container):
        path.unlink()
    lost = api.storage(method, signed["url"])
    assert lost.status_code == 503
    assert int(lost.headers["Retry-After"]) > 0
    assert method == "HEAD" or lost.json["reason_code"] == "storage_refused"


def test_an_empty_file_has_no_first_byte(api: Api, project: str) -> None:
    upload = api.stored(project, b"", 1)
    signed = api.get(f"/files/{api.file(project, upload).json['id']}/url").json
    for method in ("GET", "HEAD"):
        answer = api.storage(method, signed["url"])
        assert (answer.status_code, answer.content) == (200, b"")
