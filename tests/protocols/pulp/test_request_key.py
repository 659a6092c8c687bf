"""The header `Idempotency-Key` of POST uploads/, which Pulp's own clients do not send."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protocols.pulp.wire import FORM, UPLOADS, Wire, field, form, said, sha256


def begin(wire: Wire, size: int = 10, expect: int = 201, key: str = "a key") -> Any:
    """The answer to POST uploads/."""
    headers = {"Idempotency-Key": key}
    return wire.call("POST", UPLOADS, {"size": size}, expect=expect, headers=headers)


def test_the_answer_is_the_same_with_its_limits(wire: Wire) -> None:
    first, again = begin(wire), begin(wire)
    assert again.json == first.json
    for name in ("Location", "X-MIN-CHUNK-UPLOAD-SIZE", "X-MAX-CHUNK-UPLOAD-SIZE"):
        assert again.headers[name] == first.headers[name]
    assert [it["pulp_href"] for it in wire.listed(UPLOADS)] == [first.json["pulp_href"]]


def test_it_goes_on_with_what_was_sent(wire: Wire) -> None:
    first = begin(wire).json["pulp_href"]
    wire.chunk(first, 0, b"abcde")
    assert begin(wire).json["pulp_href"] == first
    assert wire.missing(first) == [(5, 9)]


def test_a_size_may_be_sent_in_any_form(wire: Wire) -> None:
    first = begin(wire).json["pulp_href"]
    headers = {"Idempotency-Key": "a key"}
    forms = {FORM: b"size=10&completed=x", None: form(field("size", "10"))}
    for kind, body in forms.items():
        more = {"kind": kind} if kind else {}
        again = wire.send("POST", UPLOADS, body, **more, headers=headers, expect=201)
        assert again.json["pulp_href"] == first


def test_another_size_under_the_same_key_is_refused(wire: Wire) -> None:
    begin(wire)
    refused = begin(wire, 11, 422)
    assert said(refused, "detail") == "the Idempotency-Key was sent with another request before"
    assert len(wire.listed(UPLOADS)) == 1


def test_of_one_that_was_given_up_a_new_one_is_begun(wire: Wire) -> None:
    first = begin(wire).json["pulp_href"]
    wire.delete(first)
    second = begin(wire).json["pulp_href"]
    assert second != first
    assert begin(wire).json["pulp_href"] == second


def test_of_one_that_was_committed_no_other_is_begun(own: Wire) -> None:
    first = begin(own).json["pulp_href"]
    own.chunk(first, 0, b"0123456789")
    [artifact] = own.task(first, sha256(b"0123456789"))["created_resources"]
    assert begin(own).json["pulp_href"] == first
    assert own.listed(UPLOADS) == []
    own.delete(artifact)
    assert begin(own).json["pulp_href"] != first


def test_users_have_keys_of_their_own(wire: Wire, own: Wire) -> None:
    assert begin(wire).json["pulp_href"] != begin(own).json["pulp_href"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "can't be blank"),
        ("x" * 256, "is too long (maximum is 255 characters)"),
        ("na\xefve", "must be printable ASCII"),
    ],
)
def test_what_is_no_key_is_refused(wire: Wire, key: str, words: str) -> None:
    assert said(begin(wire, 10, 400, key), "Idempotency-Key") == words


def test_without_a_key_each_request_begins_one(wire: Wire) -> None:
    assert wire.begin(10) != wire.begin(10)
