"""What else happens while the bytes of a chunk come: it is judged again when they are there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests.house.fixtures import OpenLab
from tests.protocols.pulp.conftest import new_user, wire_of
from tests.protocols.pulp.kept import kept, unfinished
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    MULTIPART,
    TASKS,
    Wire,
    checked,
    faults,
    field,
    file,
    form,
    sha256,
    span,
)

#: So large that the service judges a chunk of five before it has read the rest of it.
UNIT = 2**19

LARGE = {"LOCAL_CHUNK_MAX_NUMBER": "1000", "LOCAL_CHUNK_MAX_SIZE_BYTES": str(16 * UNIT)}


def units(letters: str) -> bytes:
    """Content of a unit of each letter."""
    return b"".join(letter.encode() * UNIT for letter in letters)


DATA = units("0123456789")
DIGEST = sha256(DATA)


class Interrupted(BytesIO):
    """A body in the middle of which something happens."""

    def __init__(self, body: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(body)
        self._meanwhile = [meanwhile]

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= 4 * UNIT and self._meanwhile:
            self._meanwhile.pop()()
        return super().read(size)


def send(
    wire: Wire,
    method: str,
    path: str,
    body: bytes,
    meanwhile: Callable[[], object],
    **headers: str,
) -> Any:
    """The answer to a form during which something happens, whatever it is."""
    happened = []
    source = Interrupted(body, lambda: happened.append(meanwhile()))
    sent = {"Content-Type": MULTIPART, "Content-Length": str(len(body)), **headers}
    result = wire.http.simulate_request(
        method, path, headers={**wire.headers, **sent}, extras={"wsgi.input": source}
    )
    assert happened
    return checked(result, None)


def chunk(
    wire: Wire, upload: str, first: int, letters: str, meanwhile: Callable[[], object]
) -> Any:
    """The answer to a chunk, from that unit on, during which something happens."""
    headers = {"Content-Range": span(first * UNIT, (first + len(letters)) * UNIT - 1)}
    return send(wire, "PUT", upload, form(file(units(letters))), meanwhile, **headers)


def other(wire: Wire, upload: str, first: int, letters: str) -> None:
    """What happens: another chunk comes."""
    wire.chunk(upload, first * UNIT, units(letters))


def chunks(wire: Wire, upload: str) -> dict[int, str]:
    """The chunks that are there, by unit."""
    letters = {sha256(units(it)): it for it in KNOWN}
    found = wire.chunks(upload)
    assert wire.get(upload)["bytes_received"] == sum(size for size, _ in found.values())
    return {first // UNIT: letters[digest] for first, (_, digest) in found.items()}


KNOWN = ["01234", "56789", "abcde", "abc", "abcdefg", "45", "0123", "3", "0123456789"]


@pytest.fixture
def own(open_again: OpenLab) -> Wire:
    """The only user of a service that takes large chunks."""
    return wire_of(open_again(LARGE), "researcher")


def test_the_upload_is_deleted(own: Wire) -> None:
    upload = own.begin(len(DATA))
    answer = chunk(own, upload, 0, "01234", lambda: own.delete(upload))
    assert (answer.status_code, faults(answer)) == (404, {"detail"})
    own.get(upload, expect=404)
    assert unfinished(own.lab) == []


def test_the_upload_is_committed(own: Wire) -> None:
    upload = own.sent(DATA, 5 * UNIT)
    answer = chunk(own, upload, 0, "abcde", lambda: own.commit(upload, DIGEST))
    assert (answer.status_code, faults(answer)) == (404, {"detail"})
    [artifact] = own.listed(ARTIFACTS)
    assert (artifact["sha256"], artifact["size"]) == (DIGEST, len(DATA))


def test_the_upload_is_committed_in_vain(own: Wire) -> None:
    upload = own.sent(DATA, 5 * UNIT)
    answer = chunk(own, upload, 0, "abcde", lambda: own.commit(upload, sha256(b"x")))
    assert answer.status_code == 200
    assert own.listed(TASKS)[0]["state"] == "failed"
    assert chunks(own, upload) == {0: "abcde", 5: "56789"}


@pytest.mark.parametrize("letters", ["abcde", "abc", "abcdefg", "01234"])
def test_another_chunk_comes_to_the_same_offset(own: Wire, letters: str) -> None:
    upload = own.begin(len(DATA))
    answer = chunk(own, upload, 0, "01234", lambda: other(own, upload, 0, letters))
    assert answer.status_code == 200
    assert chunks(own, upload) == {0: "01234"}


@pytest.mark.parametrize(
    ("first", "letters"), [(4, "45"), (0, "0123"), (3, "3"), (0, "0123456789"), (6, "abc")]
)
def test_another_chunk_comes_that_overlaps(own: Wire, first: int, letters: str) -> None:
    upload = own.begin(len(DATA))
    answer = chunk(own, upload, 2, "abcde", lambda: other(own, upload, first, letters))
    assert answer.status_code == 409
    taken = {"first": first * UNIT, "last": (first + len(letters)) * UNIT - 1}
    assert answer.json["taken_range"] == taken
    assert chunks(own, upload) == {first: letters}


def test_another_chunk_comes_beside_it(own: Wire) -> None:
    upload = own.begin(len(DATA))
    answer = chunk(own, upload, 0, "01234", lambda: other(own, upload, 5, "56789"))
    assert answer.status_code == 200
    assert own.task(upload, DIGEST)["state"] == "completed"


def test_the_chunk_that_was_in_the_way_goes(own: Wire) -> None:
    upload = own.begin(len(DATA))
    other(own, upload, 0, "0123")
    answer = chunk(own, upload, 0, "abcde", lambda: other(own, upload, 0, "abc"))
    assert answer.status_code == 200
    assert chunks(own, upload) == {0: "abcde"}


def test_another_user_sends_the_same_bytes(own: Wire) -> None:
    stranger, data = new_user(own.lab), units("01234")
    mine, theirs = own.begin(len(data)), stranger.begin(len(data))
    answer = chunk(own, mine, 0, "01234", lambda: stranger.chunk(theirs, 0, data))
    assert answer.status_code == 200
    assert kept(own.lab) == [data]
    for wire, upload in ((own, mine), (stranger, theirs)):
        assert wire.task(upload, sha256(data))["state"] == "completed"
    assert unfinished(own.lab) == []


@pytest.mark.parametrize("deleted", [True, False])
@pytest.mark.parametrize("digest_first", [True, False])
def test_the_same_artifact_is_made(own: Wire, deleted: bool, digest_first: bool) -> None:
    parts = [field("sha256", DIGEST), file(DATA)]

    def meanwhile() -> None:
        made = own.post(file(DATA)).json
        if deleted:
            own.delete(made["pulp_href"])

    body = form(*(parts if digest_first else reversed(parts)))
    answer = send(own, "POST", ARTIFACTS, body, meanwhile)
    assert answer.status_code == 201
    assert own.listed(ARTIFACTS) == [answer.json]
    assert kept(own.lab) == [DATA]
