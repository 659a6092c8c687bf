"""The header `Idempotency-Key`, of POST /projects/{id}/uploads above all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.client import Api, errors_of

BODY = {"name": "brain.dat", "content_type": "text/plain", "size": 10}


def begin(api: Api, project: str, key: str, expect: int, body: Any = None) -> Any:
    headers = {"Idempotency-Key": key}
    return api.post(f"/projects/{project}/uploads", body or BODY, expect, headers=headers)


def test_the_answer_is_the_same_with_its_limits(wire: Api, wire_project: str) -> None:
    first = begin(wire, wire_project, "a", 201)
    again = begin(wire, wire_project, "a", 201)
    assert again.json == first.json
    for name in ("x-min-chunk-upload-size", "x-max-chunk-upload-size"):
        assert again.headers[name] == first.headers[name]


def test_one_that_is_sent_as_a_whole_gets_a_fresh_url(wire: Api, wire_project: str) -> None:
    body = {**BODY, "chunked": False}
    first = begin(wire, wire_project, "whole", 201, body)
    again = begin(wire, wire_project, "whole", 201, body)
    assert again.json["id"] == first.json["id"]
    assert again.headers["x-max-upload-size"] == "100"
    wire.send(again.json["signed_url"], b"x" * 10)


@pytest.mark.parametrize(
    "other",
    [
        {**BODY, "size": 11},
        {**BODY, "name": "brain"},
        {**BODY, "chunked": True},
        {**BODY, "unknown": 1},
    ],
)
def test_a_body_that_says_something_else_is_refused(
    wire: Api, wire_project: str, other: dict[str, Any]
) -> None:
    begin(wire, wire_project, "b", 201)
    refused = begin(wire, wire_project, "b", 422, other).json
    assert refused["error"] == "422"
    assert refused["code"] == "not_provided"
    assert refused["reason_code"] == "request_key_reused"
    assert refused["reason"] == "the Idempotency-Key was sent with another request before"
    assert refused["suggestion"] == "send the request as it was, or with another key"


def test_a_body_may_be_spelled_otherwise(wire: Api, wire_project: str) -> None:
    upload = begin(wire, wire_project, "c", 201).json["id"]
    spelled = '{"size": 10,   "name": "br\\u0061in.dat", "content_type": "text/plain"}'
    headers = {"Idempotency-Key": "c", "Content-Type": "application/json"}
    path = f"/projects/{wire_project}/uploads/"
    assert wire.post(path, spelled, 201, headers=headers).json["id"] == upload


@pytest.mark.parametrize("key", ["x", "x" * 255, '"quoted, with blanks"', "~!@#$%^&*()"])
def test_any_printable_text_is_a_key(wire: Api, wire_project: str, key: str) -> None:
    first = begin(wire, wire_project, key, 201)
    assert begin(wire, wire_project, key, 201).json["id"] == first.json["id"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "can't be blank"),
        ("x" * 256, "is too long (maximum is 255 characters)"),
        ("a\tb", "must be printable ASCII"),
        ("a\x01b", "must be printable ASCII"),
        ("a\x7f", "must be printable ASCII"),
        ("na\xefve", "must be printable ASCII"),
    ],
)
def test_what_is_no_key_is_refused(wire: Api, wire_project: str, key: str, said: str) -> None:
    answer = begin(wire, wire_project, key, 400)
    assert errors_of(answer) == [("Idempotency-Key", said)]


def test_a_key_without_an_upload_is_none(wire: Api, wire_project: str) -> None:
    answer = begin(wire, wire_project, "", 400, {"name": "brain.dat"})
    assert [name for name, _ in errors_of(answer)] == ["content_type", "size"]


@pytest.mark.parametrize("path", ["/projects", "/folders"])
def test_projects_and_folders_are_made_with_keys_of_the_same_kind(
    wire: Api, wire_project: str, path: str
) -> None:
    parent = {"kind": "dds-project", "id": wire_project}
    body = {"name": "of a kind"} | ({"parent": parent} if path == "/folders" else {})
    for key in ("", "x" * 256, "a\tb"):
        answer = wire.post(path, body, 400, headers={"Idempotency-Key": key})
        assert [name for name, _ in errors_of(answer)] == ["Idempotency-Key"]
    keyed = {"Idempotency-Key": '"quoted, with blanks"'}
    made = [wire.post(path, body, headers=keyed) for _ in range(2)]
    assert made[0].status_code == made[1].status_code == (202 if path == "/projects" else 201)
    assert made[0].json == made[1].json
    refused = wire.post(path, {**body, "name": "other"}, 422, headers=keyed).json
    assert (refused["error"], refused["reason_code"]) == ("422", "request_key_reused")
