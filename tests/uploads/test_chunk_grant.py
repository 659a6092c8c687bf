"""Granting a chunk: the reply, the row behind it, and who may ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from db.tables.uploads import Chunks
from tests.house.client import ANY_DIGEST, UNKNOWN, Api, digest_of, errors_of, object_error
from tests.house.fixtures import client
from tests.house.setting import Lab

A, B = "a" * 32, "b" * 32


def rows(lab: Lab, upload: str) -> list[dict[str, Any]]:
    query = Chunks.select().where(Chunks.upload == upload).order_by(Chunks.number)
    return lab.database.rows(query.dicts())


def test_the_reply_is_where_to_send_the_bytes(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 250)
    reply = api.offer(upload, 1, 100).json
    assert set(reply) == {"http_verb", "host", "url", "http_headers", "expires_on"}
    assert reply["http_verb"] == "PUT"
    assert reply["http_headers"] == []
    assert reply["host"] == "http://falconframework.org"
    url = urlsplit(reply["url"])
    assert url.path.endswith(f"/{project}/{upload}/1-{ANY_DIGEST['value']}")
    assert reply["expires_on"].endswith("Z")
    expires = datetime.fromisoformat(reply["expires_on"])
    assert int(expires.timestamp()) == int(parse_qs(url.query)["temp_url_expires"][0])
    life = expires - lab.clock()
    assert timedelta(seconds=290) < life <= timedelta(seconds=300)


def test_a_grant_says_who_and_when(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 250)
    before = lab.clock()
    api.offer(upload, 1, 100)
    (row,) = rows(lab, upload)
    assert str(row["granted_by_id"]) == api.get("/current_user").json["id"]
    assert row["created_at"] == row["granted_at"] >= before


def test_a_number_granted_again_replaces_its_row(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 250)
    urls = [api.offer(upload, 1, 100, value=A).json["url"]]
    created = rows(lab, upload)[0]["created_at"]
    lab.clock.forward(seconds=10)
    urls.append(api.offer(upload, 1, 100, value=A).json["url"])
    urls.append(api.offer(upload, 1, 60, value=B.upper()).json["url"])
    assert urls[0] != urls[1]
    (row,) = rows(lab, upload)
    assert (row["size"], row["digest_value"], row["created_at"]) == (60, B, created)
    assert row["granted_at"] > created
    assert api.get(f"/uploads/{upload}").json["chunks"] == [
        {"number": 1, "size": 60, "hash": {"value": B, "algorithm": "md5"}}
    ]


@pytest.mark.parametrize("algorithm", ["md5", "MD5", "Md5"])
@pytest.mark.parametrize("value", [A, A.upper()])
def test_digests_are_taken_in_any_case_and_kept_in_lower(
    wire: Api, wire_project: str, algorithm: str, value: str
) -> None:
    upload = wire.upload(wire_project, 100)
    wire.offer(upload, 1, 100, algorithm=algorithm, value=value)
    assert wire.get(f"/uploads/{upload}").json["chunks"][0]["hash"] == {
        "value": A,
        "algorithm": "md5",
    }


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1])
def test_all_numbers_of_31_bits_are_allowed(wire: Api, wire_project: str, number: int) -> None:
    upload = wire.upload(wire_project, 100)
    url = wire.offer(upload, number, 100).json["url"]
    assert urlsplit(url).path.endswith(f"/{upload}/{number}-{ANY_DIGEST['value']}")


def test_all_chunks_are_read_back_at_once(wire: Api, wire_project: str) -> None:
    upload = wire.upload(wire_project, 1000)
    for number in range(10):
        wire.offer(upload, number, 100)
    answer = wire.get(f"/uploads/{upload}", query_string="per_page=1")
    assert sorted(chunk["number"] for chunk in answer.json["chunks"]) == list(range(10))
    assert "x-total-pages" not in answer.headers


def test_who_may_not_update_files_gets_no_url_for_others_chunks(
    lab: Lab, api: Api, project: str
) -> None:
    upload, other = api.upload(project, 10), client(lab, "other")
    other.offer(upload, 1, 10, 403)
    other.get(f"/uploads/{upload}", 403)
    user = other.get("/current_user").json["id"]
    for role, status in {
        "project_viewer": 403,
        "file_downloader": 403,
        "file_uploader": 403,
        "file_editor": 200,
        "project_admin": 200,
    }.items():
        api.put(f"/projects/{project}/permissions/{user}", {"auth_role": {"id": role}}, 200)
        other.offer(upload, 1, 10, status)
        other.get(f"/uploads/{upload}", 200)
    client(lab, "root", admin=True).offer(upload, 1, 10)


def test_who_may_add_files_sends_their_own_to_the_end(lab: Lab, api: Api, project: str) -> None:
    adder = client(lab, "adder")
    user = adder.get("/current_user").json["id"]
    members = f"/projects/{project}/permissions/{user}"
    api.put(members, {"auth_role": {"id": "file_uploader"}}, 200)
    upload = adder.stored(project, b"x" * 150, 100)
    assert lab.state(upload) == "complete"
    adder.delete(f"/uploads/{adder.upload(project, 1)}")
    unfinished = adder.upload(project, 10)
    api.put(members, {"auth_role": {"id": "project_viewer"}}, 200)
    adder.offer(unfinished, 1, 10, 403)
    adder.complete(unfinished, b"", 403)
    adder.delete(f"/uploads/{unfinished}", 403)


@pytest.mark.parametrize("upload", [UNKNOWN, "nonsense", "%00", "1" * 5000, "%ff"])
@pytest.mark.parametrize(
    ("method", "below"),
    [("PUT", "/chunks"), ("PUT", "/complete"), ("GET", ""), ("DELETE", ""), ("PUT", "/hashes")],
)
def test_unknown_uploads_are_not_found(wire: Api, upload: str, method: str, below: str) -> None:
    body = {"number": 1, "size": 1, "hash": digest_of(b"")} | digest_of(b"")
    answer = wire.call(method, f"/uploads/{upload}{below}", body, expect=404).json
    assert answer["reason"] == "Upload Not Found"
    assert answer["suggestion"] == "you may have mistyped the Upload id"


def test_uploads_of_a_deleted_project_are_not_found(api: Api, project: str) -> None:
    upload = api.upload(project, 1)
    api.delete(f"/projects/{project}")
    assert api.offer(upload, 1, 1, 404).json["reason"] == "Upload Not Found"
    api.get(f"/uploads/{upload}", 404)


def test_an_upload_in_one_piece_has_no_chunks(api: Api, project: str) -> None:
    upload = api.upload(project, 10, chunked=False)
    assert api.offer(upload, 1, 10, 404).json["reason"] == "Upload Not Found"


def test_chunks_are_granted_only_while_the_upload_is_open(lab: Lab, api: Api, project: str) -> None:
    upload = api.sent(project, b"x" * 150, 100)
    api.complete(upload, b"x" * 150)
    refused = "upload is assembling and takes no more chunks"
    assert object_error(api.offer(upload, 1, 100, 400)) == refused
    lab.work()
    assert "is complete" in object_error(api.offer(upload, 1, 100, 400))
    api.delete(f"/uploads/{upload}")
    assert "is purged" in object_error(api.offer(upload, 1, 100, 400))
    aborted = api.upload(project, 100)
    api.delete(f"/uploads/{aborted}")
    api.offer(aborted, 1, 100, 404)


BLANK = "can't be blank"
NOT_HEX = ("hash.value", "must be 32 hexadecimal digits")
NOT_MD5 = ("hash.algorithm", "must be md5, the algorithm of the storage provider")
SURROGATE = ("hash.value", "contains characters that cannot be stored")
GOOD: dict[str, Any] = {"number": 1, "size": 10, "hash": digest_of(b"x")}
REFUSED: list[tuple[Any, list[tuple[str, str]]]] = [
    ({}, [("number", BLANK), ("size", BLANK), ("hash", BLANK)]),
    (
        {"number": None, "size": None, "hash": {"value": None, "algorithm": None}},
        [("number", BLANK), ("size", BLANK), ("hash.value", BLANK), ("hash.algorithm", BLANK)],
    ),
    ({**GOOD, "hash": {}}, [("hash.value", BLANK), ("hash.algorithm", BLANK)]),
    ({**GOOD, "hash": None}, [("hash", BLANK)]),
    ({**GOOD, "hash": "x"}, [("hash", "is invalid")]),
    ({**GOOD, "hash": [["value", A]]}, [("hash", "is invalid")]),
    *(({**GOOD, "number": bad}, [("number", "is not a number")]) for bad in (1.0, "1", True, [1])),
    ({**GOOD, "number": -1}, [("number", "must be greater than or equal to 0")]),
    ({**GOOD, "number": 2**31}, [("number", "must be less than or equal to 2147483647")]),
    ({**GOOD, "number": 10**4000}, [("number", "must be less than or equal to 2147483647")]),
    *(
        ({**GOOD, "size": bad}, [("size", "is not a number")])
        for bad in (5.0, 1e300, False, "5", [5])
    ),
    ({**GOOD, "size": -1}, [("size", "must be greater than or equal to 0")]),
    *(
        ({**GOOD, "hash": {"value": bad, "algorithm": "md5"}}, [NOT_HEX])
        for bad in (
            A[:-1],
            A + "a",
            "g" * 32,
            " " + A[1:],
            "\u0660" * 32,
            "a" * 40,
            "0x" + "a" * 30,
        )
    ),
    ({**GOOD, "hash": {"value": "\ud800", "algorithm": "md5"}}, [SURROGATE]),
    ({**GOOD, "hash": {"value": "\0", "algorithm": "md5"}}, [SURROGATE]),
    ({**GOOD, "hash": {"value": 5, "algorithm": "md5"}}, [("hash.value", "is invalid")]),
    *(
        ({**GOOD, "hash": {"value": A, "algorithm": bad}}, [NOT_MD5])
        for bad in ("sha256", "md4", "md5 ", "\uff4d\uff44\uff15")
    ),
]


@pytest.mark.parametrize(("body", "errors"), REFUSED)
def test_bad_fields_are_named_and_nothing_is_stored(
    wire: Api, wire_project: str, body: Any, errors: list[tuple[str, str]]
) -> None:
    upload = wire.upload(wire_project, 100)
    refused = wire.put(f"/uploads/{upload}/chunks", body, 400)
    assert sorted(errors_of(refused)) == sorted(errors)
    assert wire.get(f"/uploads/{upload}").json["chunks"] == []
