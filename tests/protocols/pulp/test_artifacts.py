"""POST artifacts/: whole files in one request, bound like one chunk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import permutations

import pytest

from tests.protocols.pulp.kept import kept, unfinished
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    FORM,
    MULTIPART,
    OCTETS,
    TASKS,
    UPLOADS,
    Wire,
    field,
    file,
    form,
    said,
    sha256,
)

DATA = b"0123456789"


def right(name: str, data: bytes = DATA) -> bytes:
    """A field with what is true of the file."""
    value = str(len(data)) if name == "size" else hashlib.new(name, data).hexdigest()
    return field(name, value)


def wrong(name: str) -> bytes:
    """A field with what is true of another file."""
    return right(name, b"something else")


CHECKED = ("size", "sha224", "sha256", "sha384", "sha512")

COMBINATIONS: list[Sequence[str]] = [
    (),
    ("size",),
    ("sha256",),
    ("sha512",),
    ("sha256", "size"),
    ("sha224", "sha384"),
    CHECKED,
]


def refused(wire: Wire, *parts: bytes, key: str, status: int = 400) -> str:
    """What is said of a form of which no artifact must come; no byte is kept of it."""
    before = kept(wire.lab)
    text = said(wire.post(*parts, expect=status), key)
    assert wire.listed(ARTIFACTS) == wire.listed(UPLOADS) == wire.listed(TASKS) == []
    assert (kept(wire.lab), unfinished(wire.lab)) == (before, [])
    return text


@pytest.mark.parametrize("data", [DATA, b""])
@pytest.mark.parametrize("names", COMBINATIONS)
def test_a_file_becomes_an_artifact(wire: Wire, data: bytes, names: Sequence[str]) -> None:
    answer = wire.post(*(right(name, data) for name in names), file(data))
    made = answer.json
    assert answer.headers["Location"] == made["pulp_href"]
    assert wire.get(made["pulp_href"]) == made
    digest = sha256(data)
    assert {key: made[key] for key in ("size", "sha256", "file")} == {
        "size": len(data),
        "sha256": digest,
        "file": f"artifact/{digest[:2]}/{digest[2:]}",
    }
    assert [made[name] for name in ("md5", "sha1", "sha224", "sha384", "sha512")] == [None] * 5
    assert made["prn"] == f"prn:core.artifact:{made['pulp_href'].split('/')[-2]}"
    assert set(made) - {"size", "sha256", "file", "pulp_href", "prn"} == {
        *("md5", "sha1", "sha224", "sha384", "sha512", "pulp_created", "pulp_last_updated")
    }


@pytest.mark.parametrize("order", list(permutations(["sha256", "size", "file"])))
def test_fields_come_on_either_side_of_the_file(wire: Wire, order: Sequence[str]) -> None:
    parts = [file(DATA) if name == "file" else right(name) for name in order]
    assert wire.post(*parts).json["size"] == 10


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.parametrize("data", [DATA, b""])
def test_what_is_not_true_of_the_file_is_refused(own: Wire, name: str, data: bytes) -> None:
    refused(own, wrong(name), file(data), key=name)
    refused(own, file(data), wrong(name), key=name)


@pytest.mark.parametrize(
    ("bad", "good"), [("sha256", "size"), ("size", "sha256"), ("sha512", "sha256")]
)
def test_one_truth_does_not_excuse_another(own: Wire, bad: str, good: str) -> None:
    refused(own, right(good), wrong(bad), file(DATA), key=bad)
    refused(own, wrong(bad), right(good), file(DATA), key=bad)


@pytest.mark.parametrize("name", ["sha224", "sha384", "sha512"])
def test_rare_digests_are_never_taken_unchecked(own: Wire, name: str) -> None:
    assert refused(own, file(DATA), right(name), key=name)


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
def test_digests_are_understood_in_upper_case(wire: Wire, name: str) -> None:
    digest = hashlib.new(name, DATA).hexdigest().upper()
    assert wire.post(field(name, digest), file(DATA)).json["size"] == 10


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("value", ["x", "0", "0" * 63, "g" * 64, "0" * 127, "sha256:"])
def test_what_is_no_digest_is_refused(own: Wire, name: str, value: str) -> None:
    refused(own, field(name, value), file(DATA), key=name)


@pytest.mark.parametrize("name", ["md5", "sha1"])
def test_digests_that_are_forbidden_are_refused_even_if_they_are_right(
    own: Wire, name: str
) -> None:
    refused(own, right(name), file(DATA), key=name)
    refused(own, file(DATA), right(name), key=name)
    refused(own, right("sha256"), right(name), file(DATA), key=name)


@pytest.mark.parametrize("value", ["abc", "-10", "10.0", "0x0a", "", str(2**64), "11", "9"])
def test_what_is_not_the_size_is_refused(own: Wire, value: str) -> None:
    refused(own, field("size", value), file(DATA), key="size")
    refused(own, file(DATA), field("size", value), key="size")


@pytest.mark.parametrize("name", ["size", "sha256"])
def test_a_field_given_twice_is_refused(own: Wire, name: str) -> None:
    refused(own, right(name), right(name), file(DATA), key=name)
    refused(own, right(name), file(DATA), right(name), key=name)
    refused(own, file(DATA), right(name), wrong(name), key=name)


@pytest.mark.parametrize("name", ["sha3", "pulp_href", "offset", "SHA256"])
def test_a_field_that_nobody_knows_is_named(own: Wire, name: str) -> None:
    refused(own, field(name, "x"), file(DATA), key=name)
    refused(own, file(DATA), field(name, "x"), key=name)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [right("sha256")],
        [right("sha256"), right("size")],
        [field("file", DATA)],
        [file(DATA, None)],
        [file(DATA, "")],
        [file(b"", None)],
        [file(DATA), file(DATA, None)],
    ],
)
def test_what_is_no_file_is_told_by_that_name(own: Wire, parts: Sequence[bytes]) -> None:
    refused(own, *parts, key="file")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (DATA, OCTETS, 415),
        (b"size=10", FORM, 400),
        (b"file=0123456789", FORM, 400),
        (b'{"file": "0123456789"}', "application/json", 400),
        (b"{}", "application/json", 400),
        (b"", "application/json", 400),
        (form(file(DATA)), "multipart/form-data", 400),
        (form(file(DATA))[:-9], MULTIPART, 400),
        (form(file(DATA))[:150], MULTIPART, 400),
    ],
)
def test_what_is_no_form_is_no_file(own: Wire, body: bytes, kind: str, status: int) -> None:
    own.send("POST", ARTIFACTS, body, kind, expect=status)
    assert own.listed(ARTIFACTS) == []
    assert (kept(own.lab), unfinished(own.lab)) == ([], [])


@pytest.mark.parametrize("size", [101, 1000, 70_000, 2**21])
def test_a_file_larger_than_a_chunk_is_refused_naming_the_maximum(own: Wire, size: int) -> None:
    data = b"x" * size
    for parts in ([file(data)], [right("sha256", data), file(data)], [file(data), right("size")]):
        assert re.search(r"\b100\b", refused(own, *parts, key="file"))


def test_the_largest_file_is_taken(wire: Wire) -> None:
    assert wire.post(file(b"x" * 100)).json["size"] == 100


def test_of_several_files_the_last_one_counts(own: Wire) -> None:
    made = own.post(file(b"abc"), right("sha256"), file(b"x" * 200), file(DATA), right("size"))
    assert made.json["sha256"] == sha256(DATA)
    assert kept(own.lab) == [DATA]


@pytest.mark.parametrize("fields", [(), ("sha256",), ("size", "sha512")])
@pytest.mark.parametrize("data", [DATA, b""])
def test_known_content_gives_the_artifact_there_is(
    own: Wire, data: bytes, fields: Sequence[str]
) -> None:
    first = own.post(file(data)).json
    again = own.post(*(right(name, data) for name in fields), file(data, "another name"))
    assert again.json == first
    assert again.headers["Location"] == first["pulp_href"]
    assert own.listed(ARTIFACTS) == [first]
    assert kept(own.lab) == ([data] if data else [b""])


def test_known_content_has_to_be_true_too(own: Wire) -> None:
    made = own.post(file(DATA)).json
    for parts in ([wrong("sha256"), file(DATA)], [right("sha256"), file(b"abcdefghij")]):
        assert said(own.post(*parts, expect=400), "sha256")
    assert said(own.post(right("sha256"), wrong("size"), file(DATA), expect=400), "size")
    assert own.listed(ARTIFACTS) == [made]


def test_what_was_committed_is_known_to_a_direct_post(wire: Wire) -> None:
    committed = wire.made(DATA, 5)
    assert wire.post(file(DATA)).json == committed
