"""POST uploads/ID/commit/: which requests are commits, and what has to be there before one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protocols.pulp.conftest import new_user
from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    FORM,
    MULTIPART,
    OCTETS,
    TASKS,
    UNKNOWN,
    UPLOADS,
    Wire,
    faults,
    field,
    form,
    said,
    sha256,
)

DATA = b"0123456789"
DIGEST = sha256(DATA)

#: Offsets and sizes of chunks of ten bytes, and the ranges that are missing.
INCOMPLETE: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {
    "everything": ([], [(0, 9)]),
    "the beginning": ([(5, 5)], [(0, 4)]),
    "the end": ([(0, 5)], [(5, 9)]),
    "the first byte": ([(1, 9)], [(0, 0)]),
    "the last byte": ([(0, 9)], [(9, 9)]),
    "a hole": ([(0, 3), (7, 3)], [(3, 6)]),
    "all but a byte in the middle": ([(4, 1)], [(0, 3), (5, 9)]),
    "every second byte": ([(n, 1) for n in range(1, 10, 2)], [(n, n) for n in range(0, 10, 2)]),
}

NO_DIGESTS = [None, "", "x" * 64, DIGEST[:-1], DIGEST + "0", f"sha256:{DIGEST}", f" {DIGEST}"]
NO_DIGESTS += ["garbage", "\0" * 64, "\ud800" * 64, "\u0660" * 64]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("digest", [DIGEST, DIGEST.upper(), DIGEST[:9].upper() + DIGEST[9:]])
def test_a_commit_is_answered_with_its_task_and_nothing_else(
    wire: Wire, method: str, digest: str
) -> None:
    upload = wire.sent(DATA, 4)
    answer = wire.call(method, f"{upload}commit/", {"sha256": digest}, expect=202)
    assert faults(answer) == {"task"}
    task = wire.get(answer.json["task"])
    assert (task["state"], task["error"]) == ("completed", None)
    [href] = task["created_resources"]
    assert (wire.get(href)["sha256"], wire.get(href)["size"]) == (DIGEST, 10)


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"sha256={DIGEST}".encode(), FORM),
        (form(field("sha256", DIGEST)), MULTIPART),
        (f'{{"sha256": "{DIGEST}"}}'.encode(), "application/json; charset=utf-8"),
    ],
)
def test_a_commit_comes_in_any_kind_of_body(
    wire: Wire, method: str, body: bytes, kind: str
) -> None:
    answer = wire.send(method, f"{wire.sent(DATA, 5)}commit/", body, kind, expect=202)
    assert wire.get(answer.json["task"])["state"] == "completed"


def test_what_was_committed_is_no_upload_any_more(wire: Wire) -> None:
    upload = wire.sent(DATA, 5)
    wire.commit(upload, DIGEST)
    wire.get(upload, expect=404)
    wire.chunk(upload, 0, b"01234", expect=404)
    assert wire.listed(UPLOADS) == []


def test_a_commit_makes_no_second_copy(own: Wire) -> None:
    own.commit(own.sent(DATA, 4), DIGEST)
    assert kept(own.lab) == [b"0123", b"4567", b"89"]


@pytest.mark.parametrize("order", [[(0, 4), (4, 4), (8, 2)], [(8, 2), (0, 4), (4, 4)]])
def test_the_order_of_chunks_does_not_matter(wire: Wire, order: list[tuple[int, int]]) -> None:
    upload = wire.begin(10)
    for first, size in order:
        wire.chunk(upload, first, DATA[first : first + size])
    assert wire.task(upload, DIGEST)["state"] == "completed"


@pytest.mark.parametrize("case", INCOMPLETE)
def test_a_file_with_holes_is_refused_at_once_naming_them(own: Wire, case: str) -> None:
    chunks, missing = INCOMPLETE[case]
    upload, there = own.begin(10), {first: DATA[first : first + size] for first, size in chunks}
    for first, data in there.items():
        own.chunk(upload, first, data)
    glued = b"".join(there.values())
    with untouched(own, upload):
        for digest in (DIGEST, sha256(glued)):
            answer = own.commit(upload, digest, expect=400)
            assert faults(answer) == {"non_field_errors", "missing_ranges"}
            ranges = [{"first": first, "last": last} for first, last in missing]
            assert answer.json["missing_ranges"] == ranges == own.get(upload)["missing_ranges"]
            for first, last in missing:
                assert f"{first}-{last}" in answer.json["non_field_errors"][0]
    assert own.listed(TASKS) == []
    assert own.listed(ARTIFACTS) == []
    for first, last in missing:
        own.chunk(upload, first, DATA[first : last + 1])
    assert own.task(upload, DIGEST)["state"] == "completed"


def test_all_ranges_are_named_however_many(loose: Wire) -> None:
    upload = loose.begin(200)
    for first in range(0, 200, 2):
        loose.chunk(upload, first, b"x")
    answer = loose.commit(upload, DIGEST, expect=400)
    found = [(each["first"], each["last"]) for each in answer.json["missing_ranges"]]
    assert found == [(n, n) for n in range(1, 200, 2)] == loose.missing(upload)


def test_a_file_without_bytes_needs_no_chunks(wire: Wire) -> None:
    for _ in range(2):
        task = wire.task(wire.begin(0), sha256(b""))
        assert task["state"] == "completed"
    [artifact] = wire.listed(ARTIFACTS)
    assert task["created_resources"] == [artifact["pulp_href"]]
    assert (artifact["size"], artifact["sha256"]) == (0, sha256(b""))


@pytest.mark.parametrize("digest", NO_DIGESTS, ids=repr)
def test_what_is_no_digest_is_refused_at_once(own: Wire, digest: str | None) -> None:
    upload = own.sent(DATA, 5)
    with untouched(own, upload):
        assert said(own.commit(upload, digest, expect=400), "sha256")
    assert own.listed(TASKS) == []


@pytest.mark.parametrize("digest", [0, 12.5, True, [], [DIGEST], {"sha256": DIGEST}], ids=repr)
def test_a_digest_is_a_text(wire: Wire, digest: Any) -> None:
    assert said(wire.commit(wire.sent(DATA, 5), digest, expect=400), "sha256")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{}", "application/json"),
        (b"", FORM),
        (b"sha256=", FORM),
        (form(), MULTIPART),
        (form(field("sha256", "")), MULTIPART),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_digest_is_required(wire: Wire, method: str, body: bytes, kind: str) -> None:
    upload = wire.sent(DATA, 5)
    assert said(wire.send(method, f"{upload}commit/", body, kind, expect=400), "sha256")
    assert wire.listed(TASKS) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"sha256={DIGEST}&sha256={DIGEST}".encode(), FORM),
        (f"sha256={DIGEST}&sha256={'0' * 64}".encode(), FORM),
        (form(field("sha256", DIGEST), field("sha256", DIGEST)), MULTIPART),
        (form(field("sha256", "0" * 64), field("sha256", DIGEST)), MULTIPART),
    ],
)
def test_a_digest_given_twice_is_refused(wire: Wire, body: bytes, kind: str) -> None:
    upload = wire.sent(DATA, 5)
    assert said(wire.send("POST", f"{upload}commit/", body, kind, expect=400), "sha256")
    assert wire.listed(TASKS) == []


@pytest.mark.parametrize("name", ["size", "md5", "completed", "SHA256", "sha256 "])
def test_another_field_is_named(wire: Wire, name: str) -> None:
    upload = wire.sent(DATA, 5)
    body = {"sha256": DIGEST, name: "1"}
    assert said(wire.call("POST", f"{upload}commit/", body, expect=400), name)
    assert wire.listed(TASKS) == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (DIGEST.encode(), OCTETS, 415),
        (DIGEST.encode(), "text/plain", 415),
        (form(field("sha256", DIGEST))[:-9], MULTIPART, 400),
        (form(field("sha256", DIGEST)), "multipart/form-data", 400),
    ],
)
def test_what_cannot_be_read_is_no_commit(wire: Wire, body: bytes, kind: str, status: int) -> None:
    upload = wire.sent(DATA, 5)
    assert said(wire.send("POST", f"{upload}commit/", body, kind, expect=status), "detail")
    assert wire.listed(TASKS) == []


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_other_methods_are_405(wire: Wire, method: str) -> None:
    upload = wire.sent(DATA, 5)
    assert said(wire.call(method, f"{upload}commit/", expect=405), "detail")


def test_what_is_no_upload_of_ones_own_is_404(wire: Wire) -> None:
    others, gone = new_user(wire.lab).sent(DATA, 5), wire.sent(DATA, 5)
    wire.delete(gone)
    for upload in (others, gone, f"{UPLOADS}{UNKNOWN}/", f"{UPLOADS}nothing/"):
        assert said(wire.commit(upload, DIGEST, expect=404), "detail")


@pytest.mark.parametrize("chunks", [1, 3])
def test_the_request_is_called_in_the_task_what_its_client_calls_it(
    wire: Wire, chunks: int
) -> None:
    upload, headers = wire.sent(DATA, -(-10 // chunks)), {"Correlation-ID": "b7-mouse"}
    answer = wire.commit(upload, DIGEST, headers=headers)
    assert answer.headers["Correlation-ID"] == "b7-mouse"
    assert wire.get(answer.json["task"])["logging_cid"] == "b7-mouse"
