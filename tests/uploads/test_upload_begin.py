"""Beginning an upload: what is promised, what is refused, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.client import UNKNOWN, Api, errors_of
from tests.house.fixtures import client
from tests.house.refusals import too_large
from tests.house.setting import Lab

STATUS = {
    "completed_on": None,
    "is_consistent": False,
    "purged_on": None,
    "sealed_on": None,
    "error_on": None,
    "error_message": None,
    "verified": "none",
}


def test_a_chunked_upload_is_written_as_the_contract_says(api: Api, project: str) -> None:
    answer = api.begin(project, 250, hash={"value": "ignored", "algorithm": "md5"})
    body = answer.json
    assert body["name"] == "brain.dat"
    assert body["content_type"] == "text/plain"
    assert body["size"] == 250
    assert body["storage_container"] == project
    assert body["project"] == {"id": project, "name": "Mice"}
    assert set(body["storage_provider"]) == {"id", "name", "description"}
    assert len(body["etag"]) == 32
    assert (body["chunks"], body["hashes"]) == ([], [])
    assert body["audit"]["created_by"]["username"] == "researcher"
    status = dict(body["status"])
    assert status.pop("initiated_on") == body["audit"]["created_on"]
    assert status == {**STATUS, "ready_for_chunks": True}
    assert "signed_url" not in body
    assert "x-total-pages" not in answer.headers
    again = api.get(f"/uploads/{body['id']}")
    assert again.json == body


def test_limits_are_in_headers_of_the_answer_and_of_every_reading(api: Api, project: str) -> None:
    for size, least in {0: 0, 1: 1, 10: 1, 11: 2, 999: 100, 1000: 100}.items():
        begun = api.begin(project, size)
        for answer in (begun, api.get(f"/uploads/{begun.json['id']}")):
            assert answer.headers["x-min-chunk-upload-size"] == str(least)
            assert answer.headers["x-max-chunk-upload-size"] == "100"
            assert "x-max-upload-size" not in answer.headers


def test_an_upload_in_one_piece_is_written_as_the_contract_says(api: Api, project: str) -> None:
    begun = api.begin(project, 100, chunked=False)
    for answer in (begun, api.get(f"/uploads/{begun.json['id']}")):
        assert answer.headers["x-max-upload-size"] == "100"
        assert "x-min-chunk-upload-size" not in answer.headers
        assert "chunks" not in answer.json
        assert "ready_for_chunks" not in answer.json["status"]
        signed = answer.json["signed_url"]
        assert signed["http_verb"] == "PUT"
        assert signed["http_headers"] == []
        assert signed["host"].startswith("http://")
        assert signed["url"].startswith("/storage/")
    listed = api.get(f"/projects/{project}/uploads").json["results"]
    assert [set(it) for it in listed] == [set(begun.json)]


def test_only_whoever_began_it_may_send_an_upload_in_one_piece(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.upload(project, 10, chunked=False)
    viewer = client(lab, "viewer")
    role = {"auth_role": {"id": "project_viewer"}}
    user = viewer.get("/current_user").json["id"]
    api.put(f"/projects/{project}/permissions/{user}", role, 200)
    assert "signed_url" not in viewer.get(f"/uploads/{upload}").json
    assert "signed_url" in api.get(f"/uploads/{upload}").json


@pytest.mark.parametrize(("chunked", "most"), [(True, 1000), (False, 100), (None, 1000)])
def test_the_largest_file_is_allowed_and_one_byte_more_is_not(
    wire: Api, wire_project: str, chunked: bool | None, most: int
) -> None:
    wire.begin(wire_project, most, chunked=chunked)
    refused = wire.begin(wire_project, most + 1, 400, chunked=chunked)
    assert errors_of(refused) == [("size", too_large(most))]
    assert refused.json["reason_code"] == "file_too_large"
    assert refused.json["limits"] == {"max": most}
    assert errors_of(wire.begin(wire_project, 10**3000, 400, chunked=chunked)) == [
        ("size", too_large(most))
    ]


BLANK, NO_NUMBER = "can't be blank", "is not a number"
NAME = "must not contain slashes or control characters, be . or .., or be longer than 1024 bytes"
SURROGATE = "contains characters that cannot be stored"
REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"name": None, "size": None}, [("name", BLANK), ("size", BLANK)]),
    ({"name": ""}, [("name", BLANK)]),
    ({"name": 5}, [("name", "is invalid")]),
    ({"name": ["a"]}, [("name", "is invalid")]),
    ({"name": {"a": 1}}, [("name", "is invalid")]),
    *(
        ({"name": name}, [("name", NAME)])
        for name in (
            "a/b",
            "a\0b",
            "a\nb",
            "\x1f",
            "\x7f",
            "\x85",
            "\ud800",
            "a\udfff",
            ".",
            "..",
            "x" * 1025,
            "é" * 513,
        )
    ),
    *(
        ({"size": size}, [("size", NO_NUMBER)])
        for size in (5.0, 1e300, 0.5, True, False, "5", "", [5], {"a": 5}, "NaN")
    ),
    ({"size": None}, [("size", BLANK)]),
    ({"size": -1}, [("size", "must be greater than or equal to 0")]),
    ({"size": -(10**3000)}, [("size", "must be greater than or equal to 0")]),
    ({"content_type": "text/plain\r\nX-Evil: 1"}, [("content_type", "must be printable ASCII")]),
    ({"content_type": "\ud800"}, [("content_type", "must be printable ASCII")]),
    ({"content_type": "é"}, [("content_type", "must be printable ASCII")]),
    ({"content_type": "x" * 256}, [("content_type", "is too long (maximum is 255 characters)")]),
    ({"content_type": 7}, [("content_type", "is invalid")]),
    ({"chunked": "maybe"}, [("chunked", "is invalid")]),
    ({"chunked": 0}, [("chunked", "is invalid")]),
    ({"storage_provider": "x"}, [("storage_provider", "is invalid")]),
    ({"storage_provider": {}}, [("storage_provider.id", BLANK)]),
    ({"storage_provider": {"id": None}}, [("storage_provider.id", BLANK)]),
    ({"storage_provider": {"id": 5}}, [("storage_provider.id", "is invalid")]),
    ({"storage_provider": {"id": "\ud800"}}, [("storage_provider.id", SURROGATE)]),
]


@pytest.mark.parametrize(("given", "errors"), REFUSED)
def test_bad_fields_are_named_and_nothing_is_stored(
    wire: Api, wire_project: str, given: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    body = {"name": "brain.dat", "content_type": "text/plain", "size": 5, **given}
    refused = wire.post(f"/projects/{wire_project}/uploads", body, 400)
    assert sorted(errors_of(refused)) == sorted(errors)
    assert refused.json["reason"] == "validation failed"
    assert wire.get(f"/projects/{wire_project}/uploads").json["results"] == []


@pytest.mark.parametrize("body", [None, {}, {"unknown": 1}])
def test_what_is_missing_is_named_all_at_once(wire: Api, wire_project: str, body: Any) -> None:
    refused = wire.post(f"/projects/{wire_project}/uploads", body, 400)
    assert errors_of(refused) == [(name, BLANK) for name in ("name", "content_type", "size")]


@pytest.mark.parametrize(
    "name",
    ["x" * 1024, "é" * 512, "a b", "a\\b", "-rf", "quotes \" and ' and ;", "\u202etxt.exe", "😀"],
)
def test_names_that_file_systems_know_are_kept_as_they_are(
    wire: Api, wire_project: str, name: str
) -> None:
    assert wire.begin(wire_project, 1, name=name).json["name"] == name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ""),
        ("", ""),
        ("   ", ""),
        (" text/plain", "text/plain"),
        ("text/plain  ", "text/plain"),
        ("text/x; charset=utf-8", "text/x; charset=utf-8"),
    ],
)
def test_a_content_type_may_be_empty_and_is_kept_as_a_header_carries_it(
    wire: Api, wire_project: str, given: str | None, kept: str
) -> None:
    assert wire.begin(wire_project, 1, content_type=given).json["content_type"] == kept


def test_the_project_is_looked_for_before_anything_is_promised(lab: Lab, api: Api) -> None:
    for unknown in (UNKNOWN, "nonsense", "%00", "1" * 5000):
        assert api.begin(unknown, 1, 404).json["reason"] == "Project Not Found"
    project = api.project()
    assert client(lab, "stranger").begin(project, 1, 403).json["reason"] == "Unauthorized"
    api.delete(f"/projects/{project}")
    assert api.begin(project, 1, 404).json["reason"] == "Project Not Found"
    api.get(f"/projects/{project}/uploads", 404)
