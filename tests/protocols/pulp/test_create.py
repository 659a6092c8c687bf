"""POST uploads/: how an upload is begun, and what cannot be begun."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.house.fixtures import OpenLab
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.wire import (
    FORM,
    JSON,
    MOMENT,
    MULTIPART,
    OCTETS,
    UPLOADS,
    Wire,
    faults,
    field,
    file,
    form,
    said,
)

#: Limits whose product is 2^63 - 1, so that nothing but the 64 bits of a size is in the way.
VAST = {"LOCAL_CHUNK_MAX_NUMBER": "7", "LOCAL_CHUNK_MAX_SIZE_BYTES": str((2**63 - 1) // 7)}


def test_an_upload_is_begun(wire: Wire) -> None:
    answer = wire.call("POST", UPLOADS, {"size": 12}, expect=201)
    body = answer.json
    assert set(body) == {"pulp_href", "prn", "pulp_created", "pulp_last_updated", "size"}
    assert answer.headers["Location"] == body["pulp_href"]
    assert re.fullmatch(rf"{UPLOADS}[0-9a-f-]{{36}}/", body["pulp_href"])
    assert body["prn"] == f"prn:core.upload:{body['pulp_href'].split('/')[-2]}"
    assert MOMENT.fullmatch(body["pulp_created"])
    assert MOMENT.fullmatch(body["pulp_last_updated"])
    assert body["size"] == 12


def test_a_new_upload_has_no_chunks(wire: Wire) -> None:
    made = wire.call("POST", UPLOADS, {"size": 12}, expect=201).json
    more = {"chunks": [], "bytes_received": 0, "missing_ranges": [{"first": 0, "last": 11}]}
    assert wire.get(made["pulp_href"]) == {**made, **more}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"size": 12}', JSON),
        (b'{"size": "12"}', JSON),
        (b'{"size": 12}', f"{JSON}; charset=utf-8"),
        (b"size=12", FORM),
        (form(field("size", "12")), MULTIPART),
        (b'{"size": 12, "completed": null}', JSON),
        (b'{"size": 12, "completed": "2019-06-26T00:00:00Z"}', JSON),
        (b"size=12&completed=", FORM),
        (form(field("completed", "x"), field("size", "12")), MULTIPART),
    ],
)
def test_the_size_comes_in_any_kind_of_body(wire: Wire, body: bytes, kind: str) -> None:
    assert wire.send("POST", UPLOADS, body, kind, expect=201).json["size"] == 12


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
def test_sizes_within_the_policy(wire: Wire, size: int) -> None:
    assert wire.get(wire.begin(size))["size"] == size


@pytest.mark.parametrize("size", [1001, 2**31, 2**53 + 1, 2**63 - 1])
def test_what_no_chunks_could_bring_in_is_refused_naming_the_maximum(wire: Wire, size: int) -> None:
    answer = wire.call("POST", UPLOADS, {"size": size}, expect=400)
    assert "1000" in said(answer, "size")
    assert wire.listed(UPLOADS) == []


NO_SIZES: list[Any] = [
    -1,
    -(2**63),
    2**63,
    2**64,
    10**39,
    1.5,
    12.0,
    True,
    False,
    None,
    [],
    [12],
    {},
]
NO_SIZES += ["", " ", "abc", "1.5", "0x10", "1e3", "12a", "-1", str(2**63), "twelve", "\0"]


@pytest.mark.parametrize("size", NO_SIZES, ids=repr)
def test_what_is_no_size_is_refused_by_field(wire: Wire, size: Any) -> None:
    assert said(wire.call("POST", UPLOADS, {"size": size}, expect=400), "size")
    assert wire.listed(UPLOADS) == []


@pytest.mark.parametrize("text", ["-1", "abc", "", "1.5", str(2**63)])
def test_what_is_no_size_in_a_form_is_refused_by_field(wire: Wire, text: str) -> None:
    encoded = urlencode({"size": text}).encode()
    assert said(wire.send("POST", UPLOADS, encoded, FORM, expect=400), "size")
    assert said(wire.send("POST", UPLOADS, form(field("size", text)), expect=400), "size")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{}", JSON), (b"", JSON), (b"", FORM), (b"completed=1", FORM), (form(), MULTIPART)],
)
def test_the_size_is_required(wire: Wire, body: bytes, kind: str) -> None:
    assert said(wire.send("POST", UPLOADS, body, kind, expect=400), "size")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"size": 12, "sha256": "0"}', JSON),
        (b"size=12&sha256=0", FORM),
        (form(field("size", "12"), field("sha256", "0")), MULTIPART),
        (form(file(b"x", name="sha256"), field("size", "12")), MULTIPART),
    ],
)
def test_a_field_that_nobody_knows_is_named(wire: Wire, body: bytes, kind: str) -> None:
    assert said(wire.send("POST", UPLOADS, body, kind, expect=400), "sha256")
    assert wire.listed(UPLOADS) == []


def test_every_field_that_nobody_knows_is_named(wire: Wire) -> None:
    answer = wire.call("POST", UPLOADS, {"size": 12, "a": 1, "b": 2, "completed": 3}, expect=400)
    assert faults(answer) == {"a", "b"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"size=12&size=13", FORM),
        (b"size=12&size=12", FORM),
        (form(field("size", "12"), field("size", "13")), MULTIPART),
        (form(field("size", "12"), field("size", "12")), MULTIPART),
    ],
)
def test_a_field_given_twice_is_refused(wire: Wire, body: bytes, kind: str) -> None:
    assert said(wire.send("POST", UPLOADS, body, kind, expect=400), "size")
    assert wire.listed(UPLOADS) == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[12]",
        b"12",
        b'"size"',
        b"null",
        b"\xff",
        b'{"size": NaN}',
        b'{"size": ' + b"1" * 5000 + b"}",
        b'{"size": ' + b"[" * 100000 + b"]" * 100000 + b"}",
    ],
    ids=range(9),
)
def test_what_is_no_json_object_is_refused(wire: Wire, body: bytes) -> None:
    assert said(wire.send("POST", UPLOADS, body, JSON, expect=400), "detail")


@pytest.mark.parametrize("kind", [OCTETS, "text/plain", "application/xml"])
def test_other_types_of_bodies_are_415(wire: Wire, kind: str) -> None:
    assert said(wire.send("POST", UPLOADS, b"size=12", kind, expect=415), "detail")


@pytest.mark.parametrize("kind", [JSON, FORM, MULTIPART])
def test_bodies_are_short(wire: Wire, kind: str) -> None:
    body = b"size=" + b" " * 2**21
    assert said(wire.send("POST", UPLOADS, body, kind, expect=413), "detail")


def test_the_limits_of_chunks_come_with_the_upload(wire: Wire) -> None:
    for size, least in ((0, 0), (10, 1), (11, 2), (999, 100), (1000, 100)):
        made = wire.call("POST", UPLOADS, {"size": size}, expect=201)
        read = wire.call("GET", made.json["pulp_href"], expect=200)
        for answer in (made, read):
            assert answer.headers["X-MIN-CHUNK-UPLOAD-SIZE"] == str(least)
            assert answer.headers["X-MAX-CHUNK-UPLOAD-SIZE"] == "100"


@pytest.mark.parametrize("size", [2**53 + 1, 2**63 - 1])
def test_sizes_of_64_bits_are_kept_exactly(open_again: OpenLab, size: int) -> None:
    wire = wire_of(open_again(VAST), "researcher")
    upload = wire.begin(size)
    assert wire.get(upload)["size"] == size
    assert wire.missing(upload) == [(0, size - 1)]
    assert [each["size"] for each in wire.listed(UPLOADS, size=size)] == [size]


@pytest.mark.parametrize("size", [2**63, 2**64, -1])
def test_sizes_beyond_64_bits_are_refused_whatever_the_policy(
    open_again: OpenLab, size: int
) -> None:
    wire = wire_of(open_again(VAST), "researcher")
    assert said(wire.call("POST", UPLOADS, {"size": size}, expect=400), "size")


def test_a_body_that_ends_early_begins_nothing(wire: Wire) -> None:
    body = json.dumps({"size": 12}).encode()
    headers = {"Content-Type": JSON, "Content-Length": str(len(body) + 1)}
    wire.call("POST", UPLOADS, body, headers=headers, expect=400)
    assert wire.listed(UPLOADS) == []
