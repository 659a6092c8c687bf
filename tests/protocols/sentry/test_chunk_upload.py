"""POST chunk-upload: what is taken, and what becomes of it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from tests.blobs.contents import count, organization, sha1
from tests.blobs.together import together
from tests.house.setting import Lab, open_lab, settings_for
from tests.protocols.sentry.conftest import LabOf, wire_of
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    BOUNDARY,
    CHUNK_TOO_LARGE,
    REQUEST_TOO_LARGE,
    Wire,
    form,
    part,
    refusal,
    zipped,
)


def test_chunks_are_stored_under_their_sha1(tiny: Lab, wire: Wire) -> None:
    answer = wire.send(part(b"1"), part(b"2"))
    assert answer.content == b""
    assert stored(tiny, b"1", b"2")


def test_no_chunks_are_fine(tiny: Lab, wire: Wire) -> None:
    wire.send()
    wire.post(b"")
    wire.post(b"", content_type="application/json")
    assert stored(tiny)


def test_compressed_chunks_are_stored_inflated(tiny: Lab, wire: Wire) -> None:
    wire.send(zipped(b"mouse" * 10), part(b"rat"), zipped(b""))
    assert stored(tiny, b"mouse" * 10, b"rat", b"")


def test_the_type_of_a_part_is_nobodys_business(tiny: Lab, wire: Wire) -> None:
    wire.send(part(b"1").replace(b"application/octet-stream", b"text/plain; charset=nonsense"))
    wire.send(part(b"2").replace(b"\r\nContent-Type: application/octet-stream", b""))
    assert stored(tiny, b"1", b"2")


def test_the_same_chunk_may_come_again_and_again(tiny: Lab, wire: Wire) -> None:
    wire.send(part(b"mouse"), zipped(b"mouse"), part(b"mouse"), part(b"rat"))
    wire.send(part(b"rat"), part(b"mouse"))
    assert stored(tiny, b"mouse", b"rat")


def test_bytes_that_look_like_a_boundary_are_bytes(tiny: Lab, wire: Wire) -> None:
    data = f"\r\n--{BOUNDARY[:-1]}".encode()
    wire.send(part(data), part(b"\r\n"), part(b"\r\n--"))
    assert stored(tiny, data, b"\r\n", b"\r\n--")


@pytest.mark.parametrize("spelling", [f'"{BOUNDARY}"', f"{BOUNDARY}; charset=utf-8"])
def test_a_boundary_may_be_quoted(tiny: Lab, wire: Wire, spelling: str) -> None:
    wire.post(form(part(b"1")), content_type=f"Multipart/Form-Data; boundary={spelling}")
    assert stored(tiny, b"1")


def test_what_stands_before_and_after_the_parts_is_passed_over(tiny: Lab, wire: Wire) -> None:
    wire.post(b"hello\r\n" + form(part(b"1")) + b"and good bye" * 1000)
    assert stored(tiny, b"1")


def test_parts_of_other_names_are_passed_over(tiny: Lab, wire: Wire) -> None:
    others = [part(b"x" * 1000, name="file_zstd", filename=f"{n}") for n in range(10)]
    wire.send(*others, part(b"text", name="comment", filename=""), part(b"1"))
    assert stored(tiny, b"1")


def test_exactly_at_every_limit(tiny: Lab, wire: Wire) -> None:
    chunks = [b"a" * 64, b"b" * 64, b"c" * 31, b"d"]
    wire.send(*(zipped(data) for data in chunks))
    assert stored(tiny, *chunks)


def test_64_chunks_in_a_request_twice(lab_of: LabOf) -> None:
    lab = lab_of()
    wire = wire_of(lab, "researcher")
    chunks = [os.urandom(1000) for _ in range(64)]
    for _ in range(2):
        wire.send(*(zipped(data) for data in chunks))
        assert stored(lab, *chunks)


def test_chunks_of_8_mib_up_to_the_limit_of_a_request(lab_of: LabOf) -> None:
    lab = lab_of()
    wire = wire_of(lab, "researcher")
    chunks = [os.urandom(2**23) for _ in range(4)]
    wire.send(*(zipped(data) for data in chunks))
    assert stored(lab, *chunks)
    assert refusal(wire.send(part(b"x" * (2**23 + 1)), expect=400)) == CHUNK_TOO_LARGE
    wrong = part(b"x" * (2**23 + 1), filename="wrong checksum")
    assert refusal(wire.send(wrong, expect=400)) == CHUNK_TOO_LARGE
    assert refusal(wire.send(*map(part, [*chunks, b"x"]), expect=400)) == REQUEST_TOO_LARGE


def test_eight_requests_with_the_same_chunks_at_once(database_url: str, tmp_path: Path) -> None:
    lab = open_lab(settings_for(database_url, tmp_path, {}))
    try:
        wire = wire_of(lab, "researcher")
        chunks = [os.urandom(5000) for _ in range(9)]
        orders = [chunks if number % 2 else chunks[::-1] for number in range(8)]
        together(lab, [partial(wire.send, *map(zipped, each)) for each in orders])
        assert stored(lab, *chunks)
        assert count(lab, "blob_graves") == 0
    finally:
        lab.close()


def test_two_organisations_share_a_copy_and_nothing_else(tiny: Lab, wire: Wire) -> None:
    tiny.accounts.organizations.create("other")
    wire.send(part(b"mouse"))
    other = wire_of(tiny, "root", admin=True)
    storage, there = tiny.providers.default, organization(tiny, "other")
    assert not tiny.records.blobs.owned(storage.id, there, [sha1(b"mouse")], tiny.clock())
    other.send(part(b"mouse"), path="/api/0/organizations/other/chunk-upload/")
    assert tiny.records.blobs.owned(storage.id, there, [sha1(b"mouse")], tiny.clock())
    assert stored(tiny, b"mouse")
