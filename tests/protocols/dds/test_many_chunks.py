"""PUT /uploads/{id}/chunks with a list: what goes over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from dds_upload.core.errors import ValidationFailed
from dds_upload.protocols.dds.chunk_messages import CHUNKS_MAX, NEW_CHUNK, chunk_offer
from tests.house.client import ANY_DIGEST, UNKNOWN, Api, digest_of, errors_of, object_error
from tests.house.fixtures import OpenLab, client

BLANK = "can't be blank"


def chunk(number: Any = 1, size: Any = 100, **more: Any) -> dict[str, Any]:
    return {"number": number, "size": size, "hash": ANY_DIGEST, **more}


def put(api: Api, upload: str, chunks: Any, expect: int = 200) -> Any:
    return api.put(f"/uploads/{upload}/chunks", {"chunks": chunks}, expect)


def test_each_result_is_a_grant_as_for_one_chunk_with_its_number(
    wire: Api, wire_project: str
) -> None:
    parts = {7: b"x" * 100, 8: b"y" * 100, 9: b"z" * 50}
    upload = wire.upload(wire_project, 250)
    answer = put(
        wire, upload, [chunk(n, len(data), hash=digest_of(data)) for n, data in parts.items()]
    )
    assert set(answer.json) == {"results"}
    assert "x-total-pages" not in answer.headers
    results = answer.json["results"]
    assert [it.pop("number") for it in results] == [7, 8, 9]
    alone = wire.offer(upload, 7, 100, **digest_of(parts[7])).json
    assert [set(it) for it in results] == [set(alone)] * 3
    for signed, data in zip(results, parts.values(), strict=True):
        wire.send(signed, data)
    whole = b"".join(parts.values())
    wire.complete(upload, whole)
    wire.service.work()
    assert wire.status(upload)["is_consistent"]


def test_a_refused_one_has_the_envelope_and_leaves_the_others_alone(
    wire: Api, wire_project: str
) -> None:
    upload = wire.upload(wire_project, 250)
    results = put(wire, upload, [chunk(1), chunk(2, 101), chunk(2)]).json["results"]
    assert [set(it) for it in results][0::2] == [set(results[0])] * 2
    assert results[1] == {
        "number": 2,
        "error": wire.offer(wire.upload(wire_project, 250), 2, 101, 400).json,
    }
    assert results[1]["error"]["limits"] == {"min": 25, "max": 100}
    found = wire.get(f"/uploads/{upload}").json["chunks"]
    assert sorted(it["number"] for it in found) == [1, 2]


#: An item, the number in its answer, and the fields at fault.
BAD: list[tuple[Any, int | None, list[str]]] = [
    ({}, None, ["number", "size", "hash"]),
    (chunk("1"), None, ["number"]),
    (chunk(True), None, ["number"]),
    (chunk(1.0), None, ["number"]),
    (chunk(None), None, ["number"]),
    (chunk(-1), -1, ["number"]),
    (chunk(2**31), 2**31, ["number"]),
    (chunk(10**4000), 10**4000, ["number"]),
    (chunk(1, "5"), 1, ["size"]),
    (chunk(1, 1e300), 1, ["size"]),
    (chunk(1, -1), 1, ["size"]),
    (chunk(1, hash=None), 1, ["hash"]),
    (chunk(1, hash="x"), 1, ["hash"]),
    (chunk(1, hash={}), 1, ["hash.value", "hash.algorithm"]),
    (chunk(1, hash={"value": 5, "algorithm": "md5"}), 1, ["hash.value"]),
    (chunk(1, hash={"value": "\ud800", "algorithm": "md5"}), 1, ["hash.value"]),
    (chunk(1, hash={"value": "\0", "algorithm": "md5"}), 1, ["hash.value"]),
    (chunk(1, hash=digest_of(b"", "sha256")), 1, ["hash.algorithm"]),
    (None, None, ["chunks"]),
    (5, None, ["chunks"]),
    ([], None, ["chunks"]),
    ("chunk", None, ["chunks"]),
]


@pytest.mark.parametrize(("bad", "number", "fields"), BAD)
def test_an_item_of_a_wrong_type_is_refused_by_itself(
    wire: Api, wire_project: str, bad: Any, number: int | None, fields: list[str]
) -> None:
    upload = wire.upload(wire_project, 200)
    first, refused, last = put(wire, upload, [chunk(1), bad, chunk(2)]).json["results"]
    assert {"number", "error"} == set(refused)
    assert refused["number"] == number
    assert sorted(key for it in refused["error"]["errors"] for key in it) == sorted(fields)
    assert refused["error"]["error"] == "400"
    assert [first["number"], last["number"]] == [1, 2]
    assert "error" not in {*first, *last}


@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        (None, BLANK),
        ([], BLANK),
        ("x", "is invalid"),
        ({}, "is invalid"),
        (5, "is invalid"),
        ([chunk(1)] * (CHUNKS_MAX + 1), "has too many items (maximum is 1000)"),
    ],
    ids=["null", "empty", "text", "object", "number", "too many"],
)
def test_a_list_that_is_none_fails_the_call(
    wire: Api, wire_project: str, chunks: Any, said: str
) -> None:
    upload = wire.upload(wire_project, 200)
    answer = put(wire, upload, chunks, 400)
    assert errors_of(answer) == [("chunks", said)]
    if "maximum" in said:
        assert answer.json["reason_code"] == "list_too_long"
        assert answer.json["limits"] == {"max": 1000}
    assert wire.get(f"/uploads/{upload}").json["chunks"] == []


def test_a_form_cannot_list_chunks(wire: Api, wire_project: str) -> None:
    upload = wire.upload(wire_project, 200)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = wire.put(f"/uploads/{upload}/chunks", "chunks[][number]=1", 400, headers=form)
    assert errors_of(answer) == [("chunks", "is invalid")]


@pytest.mark.parametrize("chunks", [[chunk(1)], [None]], ids=["good", "bad"])
def test_what_is_about_the_upload_fails_the_call(
    wire: Api, wire_project: str, chunks: list[Any]
) -> None:
    assert put(wire, UNKNOWN, chunks, 404).json["reason"] == "Upload Not Found"
    put(wire, "nonsense", chunks, 404)
    put(wire, wire.upload(wire_project, 10, chunked=False), chunks, 404)
    upload = wire.upload(wire_project, 0)
    stranger = client(wire.service, f"stranger-{upload}")
    put(stranger, upload, chunks, 403)
    wire.complete(upload, b"")
    closed = put(wire, upload, chunks, 400)
    assert closed.json["reason_code"] == "upload_closed"
    assert "takes no more chunks" in object_error(closed)


def test_a_thousand_are_granted_in_one_call(open_again: OpenLab) -> None:
    lab = open_again({"LOCAL_CHUNK_MAX_NUMBER": "1000", "LOCAL_CHUNK_MAX_SIZE_BYTES": "100"})
    api = client(lab, "researcher")
    upload = api.upload(api.project(), CHUNKS_MAX * 100)
    numbers = list(range(2**31 - CHUNKS_MAX, 2**31))
    results = put(api, upload, [chunk(n) for n in numbers]).json["results"]
    assert [it["number"] for it in results] == numbers
    assert all(it["url"] for it in results)
    assert len(api.get(f"/uploads/{upload}").json["chunks"]) == CHUNKS_MAX


def test_the_original_client_reads_what_is_wrong_in_the_suggestion(
    wire: Api, wire_project: str
) -> None:
    upload = wire.upload(wire_project, 200)
    body, agent = {"chunks": [chunk(1, 101)]}, {"User-Agent": "DukeDSClient/4.0.0"}
    answer = wire.put(f"/uploads/{upload}/chunks", body, 200, headers=agent).json
    assert "must be in range 20-100" in answer["results"][0]["error"]["suggestion"]


TEXTS = ["aF09", "", " ", "a b", "\u00e9", "\0", "\ud800", 5, None, ["a"]]
GLANCES: list[dict[str, Any]] = [
    *(
        {**chunk(), key: value}
        for key in ("number", "size")
        for value in (0, 7, 2**31 - 1, 2**31, -1, True, 1.0, "1", None, [1])
    ),
    *(chunk(1, hash={**ANY_DIGEST, key: text}) for key in ANY_DIGEST for text in TEXTS),
    *(chunk(1, hash=digest) for digest in ({}, {"value": "a"}, "x", None, [["value", "a"]])),
    *({key: it for key, it in chunk(1).items() if key != left_out} for left_out in chunk(1)),
    chunk(1, more=1),
]


def test_what_is_read_at_a_glance_is_what_the_schema_takes() -> None:
    def faults(check: Any, body: dict[str, Any]) -> object:
        try:
            check(body)
        except ValidationFailed as error:
            return error.refusals
        return None

    for body in GLANCES:
        assert faults(chunk_offer, body) == faults(NEW_CHUNK.check, body), body
