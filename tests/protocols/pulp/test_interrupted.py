"""PUT uploads/ID/: bodies that end too early, say something else of themselves, or never end."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import (
    BOUNDARY,
    MULTIPART,
    Wire,
    checked,
    field,
    file,
    form,
    sha256,
    span,
)

DATA = b"0123456789"
DIGEST = field("sha256", sha256(DATA))
BODIES = {"file first": form(file(DATA), DIGEST), "digest first": form(DIGEST, file(DATA))}
END = f"--{BOUNDARY}--".encode()


class Body(BytesIO):
    """What comes from a client that may hang up; tells how much of it was read."""

    def __init__(self, data: bytes, error: OSError | None = None) -> None:
        super().__init__(data)
        self.count = 0
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self.count += len(block)
        if not block and self._error is not None:
            raise self._error
        return block


def stream(wire: Wire, upload: str, body: Body, length: int | None, **headers: str) -> Any:
    """PUT what comes, said to be of some length."""
    sent = {"Content-Type": MULTIPART, "Content-Range": span(0, 9), **wire.headers, **headers}
    if length is not None:
        sent["Content-Length"] = str(length)
    return checked(wire.http.simulate_put(upload, headers=sent, extras={"wsgi.input": body}), None)


@pytest.mark.parametrize("kind", BODIES)
def test_a_client_that_hangs_up_stores_nothing(own: Wire, half: str, kind: str) -> None:
    body = BODIES[kind]
    with untouched(own, half):
        for cut in range(0, len(body) - 2, 5):
            answer = stream(own, half, Body(body[:cut]), len(body))
            assert answer.status_code == 400, body[:cut]
        for error in (ConnectionResetError("reset"), TimeoutError("timed out")):
            answer = stream(own, half, Body(body[: len(body) // 2], error), len(body))
            assert answer.status_code == 400
    stream(own, half, Body(body), len(body))
    assert own.chunks(half) == {0: (10, sha256(DATA))}


@pytest.mark.parametrize("kind", BODIES)
def test_a_form_that_is_not_closed_stores_nothing(own: Wire, half: str, kind: str) -> None:
    body = BODIES[kind]
    with untouched(own, half):
        for cut in range(1, body.index(END) + len(END) - 1, 3):
            answer = stream(own, half, Body(body[:cut]), cut)
            assert answer.status_code == 400, body[:cut]
    stream(own, half, Body(body), body.index(END) + len(END))
    assert own.chunks(half) == {0: (10, sha256(DATA))}


def test_a_file_that_is_not_closed_is_none_even_if_it_has_all_bytes(own: Wire, half: str) -> None:
    whole = form(file(DATA))
    for ending in (b"", b"\r\n", b"\r\n--", f"\r\n--{BOUNDARY}".encode(), b"\r\n--other--\r\n"):
        body = whole[: whole.index(DATA) + len(DATA)] + ending
        for last in (9, 9 + len(ending)):
            with untouched(own, half):
                answer = own.put(half, body, span(0, last), expect=400)
                assert set(answer.json) & {"file", "detail", "non_field_errors"}


def test_what_stands_around_a_form_is_passed_over(wire: Wire, upload: str) -> None:
    wire.put(upload, form(file(DATA)) + b"an epilogue", span(0, 9))
    assert wire.missing(upload) == []


def test_a_form_of_unknown_length_is_refused(own: Wire, half: str) -> None:
    with untouched(own, half):
        coding = {"Transfer-Encoding": "chunked"}
        answer = stream(own, half, Body(form(file(DATA))), None, **coding)
    assert answer.status_code == 411


@pytest.mark.parametrize("first", [0, 5, 990])
def test_a_body_without_end_is_not_read_to_its_end(own: Wire, first: int) -> None:
    upload = own.begin(1000)
    body = Body(form(file(b"x" * 2**24)))
    with untouched(own, upload):
        size = len(body.getvalue())
        answer = stream(own, upload, body, size, **{"Content-Range": span(first, first + 9)})
    assert answer.status_code in {400, 413}
    assert body.count < 2**22
    assert kept(own.lab) == []


@pytest.mark.parametrize("parts", [40, 200])
def test_forms_have_few_parts(own: Wire, half: str, parts: int) -> None:
    with untouched(own, half):
        own.put(half, form(*[file(DATA)] * parts), span(0, 9), expect=None)


@pytest.mark.parametrize("size", [5000, 70_000])
def test_parts_have_short_headers(own: Wire, half: str, size: int) -> None:
    with untouched(own, half):
        own.put(half, form(file(DATA, "n" * size)), span(0, 9), expect=400)


def test_headers_of_parts_are_text(own: Wire, half: str) -> None:
    body = form(file(DATA)).replace(b'filename="file"', b'filename="\xff\xfe"')
    with untouched(own, half):
        own.put(half, body, span(0, 9), expect=400)
