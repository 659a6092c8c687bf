"""DukeDSClient prints `suggestion` and never `errors`, so for it alone both say what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.house.client import Api

FIX = "Fix the following invalid fields and resubmit"
CLIENT = "DukeDSClient/4.0.0"
TOO_LARGE = "File size is currently not supported - maximum size is 1000"
BAD_NAME = (
    "must not contain slashes or control characters, be . or .., or be longer than 1024 bytes"
)


def refused(api: Api, method: str, path: str, body: Any, agent: str | None = CLIENT) -> Any:
    """The body of a 400; the request has the names of files as that client sends them."""
    headers = {"Content-Type": "application/json"}
    headers.update({"User-Agent": agent} if agent else {})
    return api.call(method, path, json.dumps(body), expect=400, headers=headers).json


def offer(**more: Any) -> dict[str, Any]:
    return {"name": "brain.dat", "content_type": "text/plain", "size": 10, **more}


def test_a_file_that_is_too_large(wire: Api, wire_project: str) -> None:
    path, body = f"/projects/{wire_project}/uploads", offer(size=1001)
    answer = refused(wire, "POST", path, body)
    assert answer["suggestion"] == f"{FIX}: size {TOO_LARGE}"
    others = refused(wire, "POST", path, body, agent="Mozilla/5.0")
    assert others == {**answer, "suggestion": FIX}
    assert others["errors"] == [{"size": TOO_LARGE}]


def test_a_chunk_that_is_too_large_and_has_a_bad_digest(wire: Api, wire_project: str) -> None:
    upload = wire.upload(wire_project, 1000)
    body = {"number": 1, "size": 101, "hash": {"value": "x", "algorithm": "md5"}}
    answer = refused(wire, "PUT", f"/uploads/{upload}/chunks", body)
    told = "; ".join(f"{field} {text}" for it in answer["errors"] for field, text in it.items())
    assert "must be in range 100-100" in told
    assert "hash.value must be 32 hexadecimal digits" in told
    assert answer["suggestion"] == f"{FIX}: {told}"


def test_too_many_chunks_are_said_in_the_reason_as_ever(wire: Api, wire_project: str) -> None:
    upload = wire.upload(wire_project, 10)
    for number in range(10):
        wire.offer(upload, number, 1)
    body = {"number": 10, "size": 0, "hash": {"value": "a" * 32, "algorithm": "md5"}}
    answer = refused(wire, "PUT", f"/uploads/{upload}/chunks", body)
    assert (answer["reason"], answer["suggestion"]) == ("maximum upload chunks exceeded.", "")


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("line\nbreak.txt", r"'line\nbreak.txt'"),
        ("not \udcff UTF-8", r"'not \udcff UTF-8'"),
        ("bell\a und Ä", r"'bell\x07 und \xc4'"),
        ("\x1b[2J", r"'\x1b[2J'"),
    ],
)
def test_a_bad_name_is_named_such_that_any_terminal_prints_it(
    wire: Api, wire_project: str, name: str, spelled: str
) -> None:
    parent = {"kind": "dds-project", "id": wire_project}
    for path, body in (
        (f"/projects/{wire_project}/uploads", offer(name=name)),
        ("/folders", {"name": name, "parent": parent}),
    ):
        answer = refused(wire, "POST", path, body)
        assert answer["suggestion"] == f"{FIX}: name {BAD_NAME}: {spelled}"
        assert answer["errors"] == [{"name": BAD_NAME}]
        assert refused(wire, "POST", path, body, agent=None)["suggestion"] == FIX


def test_a_very_long_name_is_cut(wire: Api, wire_project: str) -> None:
    body = offer(name="long" * 100_000)
    answer = refused(wire, "POST", f"/projects/{wire_project}/uploads", body)
    assert answer["suggestion"].endswith("glon...'")
    assert len(answer["suggestion"]) < 500


def test_a_value_that_is_no_name_is_not_repeated(wire: Api) -> None:
    body = {"agent_key": "secret\udcff", "user_key": "secret\udcff"}
    answer = refused(wire, "POST", "/software_agents/api_token", body)
    assert "secret" not in json.dumps(answer)


def test_a_backslash_is_a_character_like_any_other(wire: Api, wire_project: str) -> None:
    assert wire.begin(wire_project, 10, name="a\\b.txt").json["name"] == "a\\b.txt"
    parent = {"kind": "dds-project", "id": wire_project}
    folder = wire.post("/folders", {"name": "c\\d", "parent": parent}, expect=201).json
    assert folder["name"] == "c\\d"
