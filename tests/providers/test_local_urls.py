"""URLs that lead back to this service: made, checked, tampered with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import pytest

from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.local.urls import LocalUrls

NOW = datetime(2030, 1, 1, 12, 0, 0, 500_000, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
KEY = ObjectKey("project", "upload/1")
URLS = LocalUrls("fast", b"key")


def request_of(signed: SignedRequest) -> tuple[str, dict[str, str]]:
    parts = urlsplit(signed.url)
    return unquote(parts.path), dict(parse_qsl(parts.query))


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_was_signed_is_allowed_until_the_second_it_expires_in(method: str) -> None:
    sign_get = URLS.sign_get(KEY, 'a "b";ü.txt', LATER)
    signed = sign_get if method == "GET" else URLS.sign_put(KEY, LATER)
    path, query = request_of(signed)

    assert (signed.http_verb, signed.host) == (method, None)
    assert signed.expires_at == LATER.replace(microsecond=0)
    assert path == "/storage/fast/project/upload/1"
    assert URLS.key_of(path) == KEY
    assert query.get("filename") == ('a "b";ü.txt' if method == "GET" else None)

    assert URLS.is_allowed(method, path, query, NOW)
    assert URLS.is_allowed(method, path, query, signed.expires_at)
    assert not URLS.is_allowed(method, path, query, signed.expires_at + timedelta(seconds=1))
    assert URLS.is_signed(method, path, query)
    assert not URLS.is_signed(method, path, {**query, "temp_url_expires": "4102444800"})


def test_head_comes_with_either_and_nothing_else_does() -> None:
    for signed, allowed in (
        (URLS.sign_put(KEY, LATER), {"PUT", "HEAD"}),
        (URLS.sign_get(KEY, "x", LATER), {"GET", "HEAD"}),
    ):
        path, query = request_of(signed)
        methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "", "put"]
        assert {m for m in methods if URLS.is_allowed(m, path, query, NOW)} == allowed


def test_another_path_key_or_provider_is_refused() -> None:
    path, query = request_of(URLS.sign_put(KEY, LATER))
    assert not URLS.is_allowed("PUT", path + "0", query, NOW)
    assert not URLS.is_signed("PUT", path + "0", query)
    assert not LocalUrls("fast", b"other").is_allowed("PUT", path, query, NOW)
    assert not LocalUrls("slow", b"key").is_allowed("PUT", path, query, NOW)


MALFORMED: list[tuple[str, object]] = [
    ("temp_url_sig", ""),
    ("temp_url_sig", "ü\ud800"),
    ("temp_url_sig", ["a", "b"]),
    ("temp_url_sig", None),
    *(
        ("temp_url_expires", bad)
        for bad in (
            "",
            "-1",
            " 9",
            "01893499500",
            "1_0",
            "1e9",
            "٣٤",
            "9" * 5000,
            ["1"],
            None,
            4102444800,
        )
    ),
]


@pytest.mark.parametrize(("name", "value"), MALFORMED, ids=lambda value: repr(value)[:20])
def test_malformed_values_are_refused_without_an_exception(name: str, value: object) -> None:
    path, query = request_of(URLS.sign_put(KEY, LATER))
    assert not URLS.is_allowed("PUT", path, {**query, name: value}, NOW)  # type: ignore[dict-item]
    del query[name]
    assert not URLS.is_allowed("PUT", path, query, NOW)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/storage/fast",
        "/storage/fast/",
        "/storage/fast/project",
        "/storage/fast/project/",
        "/storage/fast//1",
        "/storage/fast/../slow/1",
        "/storage/fast/project/../../1",
        "/storage/fast/project/a\0",
        "/storage/fast/project/\ud800",
        "/storage/fasts/project/1",
        "/api/v1",
    ],
    ids=repr,
)
def test_paths_that_name_nothing(path: str) -> None:
    _, query = request_of(URLS.sign_put(KEY, LATER))
    assert URLS.key_of(path) is None
    assert not URLS.is_allowed("PUT", path, query, NOW)


def test_a_project_is_signed_where_the_container_is_none() -> None:
    project = UUID("9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001")
    assembled = ObjectKey("assembled-9c", "upload")
    path, query = request_of(URLS.sign_get(assembled, "x", LATER, project))
    assert URLS.is_allowed("GET", path, query, NOW)
    assert URLS.project_of(assembled, query) == str(project)
    without = {name: value for name, value in query.items() if name != "temp_url_project"}
    assert not URLS.is_allowed("GET", path, without, NOW)
    assert not URLS.is_allowed("GET", path, {**query, "temp_url_project": str(UUID(int=1))}, NOW)

    own = ObjectKey(str(project), "upload")
    assert URLS.sign_get(own, "x", LATER, project) == URLS.sign_get(own, "x", LATER)
    assert URLS.project_of(own, {}) == str(project)
    path, query = request_of(URLS.sign_get(assembled, "x", LATER))  # as earlier releases signed
    assert URLS.is_allowed("GET", path, query, NOW)
    assert URLS.project_of(assembled, query) == "assembled-9c"
