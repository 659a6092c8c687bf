"""Every refusal a client can get is the one envelope: routes, methods, tokens, media, defects."""

from __future__ import annotations

from typing import Any

import pytest

from dds_upload.core.errors import RecordsUnavailable
from tests.house.client import UNKNOWN, Api
from tests.house.fixtures import client
from tests.house.setting import Lab

UPLOAD = f"/uploads/{UNKNOWN}"
ROUTES = [
    ("GET", "/storage_providers"),
    ("GET", f"/storage_providers/{UNKNOWN}"),
    ("GET", f"/storage_providers/{UNKNOWN}/plan?size=1"),
    ("GET", f"/projects/{UNKNOWN}/uploads"),
    ("POST", f"/projects/{UNKNOWN}/uploads"),
    ("GET", UPLOAD),
    ("DELETE", UPLOAD),
    ("PUT", f"{UPLOAD}/chunks"),
    ("PUT", f"{UPLOAD}/complete"),
    ("PUT", f"{UPLOAD}/hashes"),
]


def call(api: Api, method: str, path: str, body: Any = None, **more: Any) -> Any:
    path, _, query = path.partition("?")
    return api.call(method, path, body, query_string=query, **more)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("token", "reason", "code", "suggestion"),
    [
        (
            None,
            "no api_token",
            "token_missing",
            "you might need to login through an authenticaton service",
        ),
        ("", "invalid api_token", "token_invalid", "token not properly signed"),
        ("nonsense", "invalid api_token", "token_invalid", "token not properly signed"),
        ("a.b.c", "invalid api_token", "token_invalid", "token not properly signed"),
    ],
)
def test_strangers_are_told_why_before_anything_else(
    wire: Api,
    method: str,
    path: str,
    token: str | None,
    reason: str,
    code: str,
    suggestion: str,
) -> None:
    answer = call(Api(wire.service, token), method, path, expect=401).json
    assert answer == {
        "error": "401",
        "code": "not_provided",
        "reason": reason,
        "reason_code": code,
        "suggestion": suggestion,
    }


@pytest.mark.parametrize("path", ["/nowhere", "/chunks", "/uploads/a/b/c", "/"])
def test_unknown_routes(wire: Api, path: str) -> None:
    assert wire.get(path, 404).json["reason"] == "Not Found"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/docs/nothing", "/docs/..", "/api/v2/uploads", "/storage/other/a/b"]
)
def test_paths_outside_of_the_api(wire: Api, path: str) -> None:
    wire.storage("GET", path, expect=404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", UPLOAD, {"GET", "DELETE", "OPTIONS"}),
        ("POST", f"{UPLOAD}/chunks", {"GET", "PUT", "OPTIONS"}),
        ("POST", "/storage_providers", {"GET", "OPTIONS"}),
    ],
)
def test_wrong_methods_name_the_right_ones(
    wire: Api, method: str, path: str, allowed: set[str]
) -> None:
    answer = wire.call(method, path, expect=405)
    assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    ("kind", "status"),
    [("text/plain", 415), ("multipart/form-data; boundary=x", 415), ("application/xml", 415)],
)
def test_media_types_nobody_reads(wire: Api, kind: str, status: int) -> None:
    wire.put(f"{UPLOAD}/chunks", "{}", status, headers={"Content-Type": kind})


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/vnd.dds+json", ""]
)
def test_media_types_that_are_json(wire: Api, kind: str) -> None:
    body = '{"number": 1, "size": 1, "hash": {"value": "a", "algorithm": "md5"}}'
    wire.put(f"{UPLOAD}/chunks", body, 404, headers={"Content-Type": kind})


@pytest.mark.parametrize(
    "spelling", ["/storage_providers/", "//storage_providers", "/storage_providers//", "//%s"]
)
def test_slashes_too_many_change_nothing(wire: Api, spelling: str) -> None:
    path = spelling.replace("%s", "storage_providers")
    assert wire.get(path).json["results"]
    wire.get("/storage_providers", query_string="%7B%7D")


def test_pages_of_other_origins_may_read_errors_and_limits(wire: Api, wire_project: str) -> None:
    origin = {"Origin": "https://portal.example"}
    for answer in (
        wire.get(UPLOAD, 404, headers=origin),
        wire.begin(wire_project, 10),
        wire.get("/nowhere", 404, headers=origin),
    ):
        if answer.status_code == 404:
            assert answer.headers["access-control-allow-origin"] == "*"
            exposed = answer.headers["access-control-expose-headers"].split(", ")
            assert {
                "X-MIN-CHUNK-UPLOAD-SIZE",
                "X-MAX-CHUNK-UPLOAD-SIZE",
                "X-MAX-UPLOAD-SIZE",
                "X-Total-Pages",
            } <= set(exposed)
        assert "Origin" in answer.headers["vary"]


def test_a_preflight_needs_no_token(wire: Api) -> None:
    headers = {
        "Origin": "https://portal.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = Api(wire.service, None).call(
        "OPTIONS", f"{UPLOAD}/chunks", expect=200, headers=headers
    )
    assert answer.content == b""
    assert answer.headers["access-control-allow-headers"] == "authorization, content-type"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-max-age"] == "7200"


def test_a_database_that_is_away_is_503_and_a_defect_500(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = client(lab, "researcher")
    upload = api.upload(api.project(), 10)

    def raising(error: Exception) -> Any:
        def fail(*args: object, **kwargs: object) -> None:
            raise error

        return fail

    monkeypatch.setattr(
        lab.records.chunks, "read_many", raising(RecordsUnavailable("host db1 is away"))
    )
    assert api.offer(upload, 1, 10, 503).json["reason"] == "Request Timeout"
    monkeypatch.setattr(lab.records.chunks, "read_many", raising(ZeroDivisionError("internals")))
    answer = api.offer(upload, 1, 10, 500)
    assert "internals" not in answer.text
    assert answer.json["reason"] == "Internal Server Error"
