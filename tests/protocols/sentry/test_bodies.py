"""POST chunk-upload: bodies that are cut short, hostile, or no forms at all."""

from __future__ import annotations

from itertools import count

import pytest

from tests.house.setting import Lab
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    BOUNDARY,
    Wire,
    form,
    part,
    refusal,
)

GOOD = form(part(b"1"), part(b"2"))


@pytest.mark.parametrize("length", range(0, len(GOOD) - 4, 7))
def test_a_body_that_was_cut_short_by_its_sender(tiny: Lab, wire: Wire, length: int) -> None:
    answer = wire.post(GOOD[:length], headers={"Content-Length": str(len(GOOD))}, expect=400)
    assert refusal(answer) == "the body ended early"


@pytest.mark.parametrize("length", range(1, len(GOOD) - 4, 11))
def test_a_body_that_is_shorter_than_its_form(tiny: Lab, wire: Wire, length: int) -> None:
    assert refusal(wire.post(GOOD[:length], expect=400))


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        b"--" + BOUNDARY.encode(),
        f"--{BOUNDARY}\r\n".encode(),
        f"--{BOUNDARY}\r\n\r\n\r\n--{BOUNDARY}--\r\n".encode(),
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\n\r\n--{BOUNDARY}--\r\n".encode(),
        form(part(b"1").replace(b"form-data;", b"form-data\xff\xfe;")),
        form(part(b"1").replace(b'"file"', b'"' + b"f" * 5000 + b'"')),
        form(part(b"1").replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n")),
        form(part(b"1").replace(b"filename=", b"filename*=utf-16''%ff%; x=")),
        form(part(b"1").replace(b"filename=", b"filename*=nonsense''a; x=")),
        form(part(b"1").replace(b"\r\n", b"\n")),
        bytes(range(256)) * 4,
    ],
    ids=count(),
)
def test_a_body_that_is_no_form(tiny: Lab, wire: Wire, body: bytes) -> None:
    assert refusal(wire.post(body, expect=400))
    assert stored(tiny)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        (f"multipart/form-data; boundary={'x' * 71}", 400),
        ("multipart/form-data; boundary=\xff", 400),
        (f"multipart/mixed; boundary={BOUNDARY}", 415),
        ("application/json", 415),
        ("", 415),
    ],
)
def test_a_type_that_is_no_form(wire: Wire, content_type: str, status: int) -> None:
    assert refusal(wire.post(form(part(b"1")), content_type=content_type, expect=status))


def test_a_body_of_unknown_length_is_not_read(wire: Wire) -> None:
    sent = {**wire.headers, "Transfer-Encoding": "chunked"}
    answer = wire.http.simulate_post("/api/0/chunk-upload/", headers=sent)
    assert (answer.status_code, bool(refusal(answer))) == (411, True)


def test_many_parts_that_are_no_chunks_are_given_up_on(wire: Wire) -> None:
    others = [part(b"", name="x", filename="") for _ in range(200)]
    assert refusal(wire.send(*others, expect=400))
