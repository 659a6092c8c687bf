"""PUT uploads/ID/: what is refused, what is told first, and that nothing comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tests.protocols.pulp.conftest import new_user
from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import (
    BOUNDARY,
    FORM,
    JSON,
    MULTIPART,
    OCTETS,
    UNKNOWN,
    UPLOADS,
    Wire,
    faults,
    field,
    file,
    form,
    said,
    sha256,
    span,
)

DATA = b"0123456789"
WRONG = sha256(b"something else")
RANGE = span(0, 9)
BAD_RANGE = "bytes 0-9"


class Refused(NamedTuple):
    """A chunk of an upload of ten bytes, and under which key it is told that it is bad."""

    body: bytes
    content_range: str | None
    key: str
    status: int = 400
    kind: str = MULTIPART


#: Each breaks one rule, and all that can be broken of those that come later.
IN_ORDER = {
    "type before file": Refused(DATA, BAD_RANGE, "detail", 415, OCTETS),
    "boundary before file": Refused(
        form(file(b"")), BAD_RANGE, "detail", kind="multipart/form-data"
    ),
    "no part before range": Refused(form(), BAD_RANGE, "file"),
    "no file before range": Refused(form(field("sha256", WRONG)), BAD_RANGE, "file"),
    "no name before range": Refused(form(file(DATA, None), field("sha256", WRONG)), None, "file"),
    "blank name before range": Refused(form(file(DATA, "")), BAD_RANGE, "file"),
    "no bytes before range": Refused(form(file(b""), field("sha256", WRONG)), BAD_RANGE, "file"),
    "no bytes before place": Refused(form(file(b"")), span(10, 19), "file"),
    "JSON before range": Refused(b"{}", BAD_RANGE, "file", kind=JSON),
    "form before range": Refused(b"file=0123456789", BAD_RANGE, "file", kind=FORM),
    "range before digest": Refused(
        form(file(DATA), field("sha256", WRONG)), BAD_RANGE, "non_field_errors"
    ),
    "no range before digest": Refused(
        form(field("sha256", WRONG), file(DATA)), None, "non_field_errors"
    ),
    "length before digest": Refused(
        form(file(DATA + b"x"), field("sha256", WRONG)), RANGE, "non_field_errors"
    ),
    "place before digest": Refused(
        form(field("sha256", WRONG), file(DATA)), span(1, 10), "non_field_errors"
    ),
    "digest": Refused(form(field("sha256", WRONG), file(DATA)), RANGE, "sha256"),
    "digest behind the file": Refused(form(file(DATA), field("sha256", WRONG)), RANGE, "sha256"),
}

NO_FILES = {
    "nothing": (b"", MULTIPART),
    "no parts": (form(), MULTIPART),
    "a digest alone": (form(field("sha256", sha256(DATA))), MULTIPART),
    "a blank digest": (form(field("sha256", "")), MULTIPART),
    "a field": (form(field("file", DATA)), MULTIPART),
    "a file without a name": (form(file(DATA, None)), MULTIPART),
    "a file with a blank name": (form(file(DATA, "")), MULTIPART),
    "a file without bytes": (form(file(b"")), MULTIPART),
    "neither name nor bytes": (form(file(b"", None)), MULTIPART),
    "an empty object": (b"{}", JSON),
    "text in JSON": (b'{"file": "0123456789"}', JSON),
    "a form": (b"file=0123456789", FORM),
}

MALFORMED = [WRONG[:-1], f"{WRONG}0", "x" * 64, f" {WRONG[:-1]}", "sha256:" + WRONG, "-1", "null"]


@pytest.mark.parametrize("case", IN_ORDER)
def test_the_first_rule_that_is_broken_is_told(own: Wire, half: str, case: str) -> None:
    refused = IN_ORDER[case]
    with untouched(own, half):
        answer = own.put(
            half, refused.body, refused.content_range, refused.status, kind=refused.kind
        )
    assert said(answer, refused.key)


@pytest.mark.parametrize("case", IN_ORDER)
def test_an_upload_that_is_not_there_is_told_before_all(wire: Wire, case: str) -> None:
    refused = IN_ORDER[case]
    others = new_user(wire.lab).begin(10)
    for upload in (others, f"{UPLOADS}{UNKNOWN}/", f"{UPLOADS}nothing/"):
        answer = wire.put(upload, refused.body, refused.content_range, 404, kind=refused.kind)
        assert said(answer, "detail")


@pytest.mark.parametrize("case", NO_FILES)
def test_what_is_no_file_is_told_by_that_name(own: Wire, half: str, case: str) -> None:
    body, kind = NO_FILES[case]
    with untouched(own, half):
        assert said(own.put(half, body, RANGE, 400, kind=kind), "file")


@pytest.mark.parametrize("kind", [OCTETS, "text/plain", "multipart/mixed; boundary=x", "x"])
def test_other_types_of_bodies_are_415(own: Wire, half: str, kind: str) -> None:
    with untouched(own, half):
        assert said(own.put(half, form(file(DATA)), RANGE, 415, kind=kind), "detail")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        "multipart/form-data; boundary=other",
        f"multipart/form-data; boundary={'x' * 71}",
        f"multipart/form-data; charset={BOUNDARY}",
    ],
)
def test_a_form_whose_boundary_is_not_told_is_refused(own: Wire, half: str, kind: str) -> None:
    with untouched(own, half):
        own.put(half, form(file(DATA)), RANGE, 400, kind=kind)


@pytest.mark.parametrize("file_first", [True, False])
def test_a_wrong_digest_is_told_with_the_right_one(own: Wire, half: str, file_first: bool) -> None:
    parts = [field("sha256", WRONG.upper()), file(DATA)]
    with untouched(own, half):
        body = form(*(reversed(parts) if file_first else parts))
        text = said(own.put(half, body, RANGE, 400), "sha256")
    assert WRONG in text
    assert sha256(DATA) in text
    own.chunk(half, 0, DATA, sha256(DATA))


def test_the_digest_of_other_bytes_that_are_kept_is_wrong_too(own: Wire, half: str) -> None:
    with untouched(own, half):
        for digest in (sha256(b"abcde"), sha256(b"")):
            for data in (DATA, b"fghij"):
                assert said(own.chunk(half, 0, data, digest, expect=400), "sha256")


@pytest.mark.parametrize("digest", MALFORMED)
@pytest.mark.parametrize("file_first", [True, False])
def test_what_is_no_digest_is_refused(own: Wire, half: str, digest: str, file_first: bool) -> None:
    parts = [field("sha256", digest), file(DATA)]
    with untouched(own, half):
        body = form(*(reversed(parts) if file_first else parts))
        assert "64" in said(own.put(half, body, RANGE, 400), "sha256")


@pytest.mark.parametrize("value", [b"\xff" * 64, b"0" * 5000, b"\0" * 64])
def test_a_digest_is_a_short_text(own: Wire, half: str, value: bytes) -> None:
    with untouched(own, half):
        assert said(own.put(half, form(field("sha256", value), file(DATA)), RANGE, 400), "sha256")


RIGHT = field("sha256", sha256(DATA))


@pytest.mark.parametrize(
    "parts",
    [
        [RIGHT, RIGHT, file(DATA)],
        [file(DATA), RIGHT, RIGHT],
        [RIGHT, file(DATA), RIGHT],
        [RIGHT, file(DATA), field("sha256", "")],
        [field("sha256", ""), file(DATA), RIGHT],
        [RIGHT, file(b"abc"), RIGHT, file(DATA)],
    ],
)
def test_a_digest_given_twice_is_refused(own: Wire, half: str, parts: Sequence[bytes]) -> None:
    with untouched(own, half):
        assert said(own.put(half, form(*parts), RANGE, 400), "sha256")


@pytest.mark.parametrize(
    "parts",
    [
        [field("size", "10"), file(DATA)],
        [file(DATA), field("size", "10")],
        [file(DATA), file(DATA, name="size")],
        [RIGHT, field("size", ""), file(DATA)],
    ],
)
def test_a_field_that_nobody_knows_is_named(own: Wire, half: str, parts: Sequence[bytes]) -> None:
    with untouched(own, half):
        assert faults(own.put(half, form(*parts), RANGE, 400)) == {"size"}


def test_a_part_without_a_name_is_refused(own: Wire, half: str) -> None:
    nameless = form(file(DATA)).replace(b'name="file"; ', b"")
    with untouched(own, half):
        own.put(half, nameless, RANGE, 400)


def test_a_refused_chunk_of_a_new_upload_leaves_nothing(own: Wire) -> None:
    upload = own.begin(10)
    for case in IN_ORDER.values():
        own.put(upload, case.body, case.content_range, case.status, kind=case.kind)
    assert own.chunks(upload) == {}
    assert kept(own.lab) == []
