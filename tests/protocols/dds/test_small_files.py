"""A small file over the wire: three requests and its bytes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.client import ANY_DIGEST, Api, digest_of, errors_of

CHUNK = {"number": 1, "size": 10, "hash": ANY_DIGEST}


def test_three_requests_make_a_file(wire: Api, wire_project: str) -> None:
    data = b"0123456789"
    body = {
        "name": "brain.dat",
        "content_type": "text/plain",
        "size": 10,
        "chunks": [{"number": 1, "size": 10, "hash": digest_of(data)}],
    }
    begun = wire.post(f"/projects/{wire_project}/uploads", body, 201)
    assert begun.headers["x-max-chunk-upload-size"] == "100"
    (granted,) = begun.json["granted"]
    alone = wire.offer(begun.json["id"], 1, 10, **digest_of(data)).json
    assert set(granted) == {"number", *alone}
    wire.send(granted, data)
    file = {"parent": {"kind": "dds-project", "id": wire_project}}
    path = f"/uploads/{begun.json['id']}/complete"
    done = wire.put(path, {"hash": digest_of(data), "file": file}, 202)
    assert done.headers["x-max-chunk-upload-size"] == "100"
    assert wire.get(f"/files/{done.json['file']['id']}").json == done.json["file"]


def test_without_chunks_nothing_is_granted(wire: Api, wire_project: str) -> None:
    nothing: list[dict[str, Any]] = [{}, {"chunks": None}]
    for more in nothing:
        assert "granted" not in wire.begin(wire_project, 10, **more).json


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({"chunks": []}, [("chunks", "can't be blank")]),
        ({"chunks": "x"}, [("chunks", "is invalid")]),
        ({"chunks": {}}, [("chunks", "is invalid")]),
        ({"chunks": [CHUNK] * 1001}, [("chunks", "has too many items (maximum is 1000)")]),
        (
            {"chunks": [CHUNK], "chunked": False},
            [("chunks", "are not announced of a file that is sent as one piece")],
        ),
        ({"chunks": [], "name": ""}, [("name", "can't be blank"), ("chunks", "can't be blank")]),
    ],
)
def test_a_list_that_is_none_begins_nothing(
    wire: Api, wire_project: str, more: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    assert sorted(errors_of(wire.begin(wire_project, 10, 400, **more))) == sorted(errors)
    assert wire.get(f"/projects/{wire_project}/uploads").json["results"] == []


def test_a_chunk_that_is_refused_leaves_the_upload_and_the_others(
    wire: Api, wire_project: str
) -> None:
    chunks = [CHUNK, {**CHUNK, "number": "2"}, None, {**CHUNK, "number": 3, "size": 101}]
    granted = wire.begin(wire_project, 20, chunks=chunks).json["granted"]
    assert [it["number"] for it in granted] == [1, None, None, 3]
    assert ["error" in it for it in granted] == [False, True, True, True]
    (upload,) = wire.get(f"/projects/{wire_project}/uploads").json["results"]
    assert [it["number"] for it in upload["chunks"]] == [1]
