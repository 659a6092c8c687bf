"""The header Content-Range of a chunk: its grammar, and which bytes it may name."""

from __future__ import annotations

import pytest

from tests.house.fixtures import OpenLab
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import Wire, field, file, form, said, sha256, span

FIVE = b"range"

#: Limits whose product is 2^63 - 1.
VAST = {"LOCAL_CHUNK_MAX_NUMBER": "7", "LOCAL_CHUNK_MAX_SIZE_BYTES": str((2**63 - 1) // 7)}

GOOD = [
    "bytes 0-4/10",
    "bytes 0-4/*",
    "bytes 0-4/99",
    "bytes 0-4/3",
    "bytes 0-4/0",
    f"bytes 0-4/{2**70}",
    "bytes 00-04/10",
    "bytes 0000-0000000004/0010",
    "bytes 0-4/10 ",
    "bytes 0-4/10\t",
    "bytes 0-4/*  ",
]

BAD = [
    None,
    "",
    "bytes",
    "BYTES 0-4/10",
    "Bytes 0-4/10",
    "bytes  0-4/10",
    "bytes\t0-4/10",
    "bytes=0-4/10",
    "bytes0-4/10",
    "0-4/10",
    "octets 0-4/10",
    "bytes 0-4",
    "bytes 0-4/",
    "bytes */10",
    "bytes */*",
    "bytes -5-9/10",
    "bytes -4/10",
    "bytes 0-/10",
    "bytes 0--1/10",
    "bytes +0-4/10",
    "bytes 0-+4/10",
    "bytes 0-4/-10",
    "bytes 0-4/+10",
    "bytes 0-4/10x",
    "bytes 0-4/x",
    "bytes 0-4/**",
    "bytes 0-4/1*",
    "bytes 0-4x/10",
    "bytes x0-4/10",
    "bytes 0x0-0x4/10",
    "bytes 0.0-4.0/10",
    "bytes 0_0-4/10",
    "bytes 0 - 4/10",
    "bytes 0-4 / 10",
    "bytes 0-4/1 0",
    "bytes 0-4/10, 5-9/10",
    "bytes 0-4/10;",
    "bytes 0-4-5/10",
    "bytes \u00b2-4/10",
    f"bytes 0-4/{'1' * 9}x",
    f"bytes 0-{'9' * 5000}/10",
]

#: Five bytes of an upload of ten.
NOT_THE_BYTES_SENT = [(0, 5), (0, 3), (0, 0), (0, 9), (5, 10), (4, 0), (5, 4), (9, 5)]
OUTSIDE = [
    (6, 10),
    (10, 14),
    (9, 13),
    (1000, 1004),
    (2**31, 2**31 + 4),
    (2**63 - 5, 2**63 - 1),
    (2**63 - 2, 2**63 + 2),
    (2**63, 2**63 + 4),
    (2**64, 2**64 + 4),
    (10**39, 10**39 + 4),
    (10**60, 10**60 + 4),
]


@pytest.mark.parametrize("header", GOOD)
def test_the_total_is_of_no_meaning(wire: Wire, upload: str, header: str) -> None:
    wire.put(upload, form(file(FIVE)), header)
    assert wire.chunks(upload) == {0: (5, sha256(FIVE))}


@pytest.mark.parametrize("header", BAD)
def test_other_spellings_are_refused(wire: Wire, upload: str, header: str | None) -> None:
    answer = wire.put(upload, form(file(FIVE)), header, expect=400)
    assert "Content-Range" in said(answer)
    assert wire.chunks(upload) == {}


@pytest.mark.parametrize(("first", "last"), NOT_THE_BYTES_SENT)
def test_a_range_is_as_long_as_what_comes(own: Wire, first: int, last: int) -> None:
    upload = own.begin(10)
    with untouched(own, upload):
        for parts in ((file(FIVE),), (field("sha256", sha256(FIVE)), file(FIVE))):
            assert said(own.put(upload, form(*parts), span(first, last), expect=400))
    assert kept(own.lab) == []


@pytest.mark.parametrize(("first", "last"), OUTSIDE)
def test_a_range_lies_inside_of_the_file(own: Wire, first: int, last: int) -> None:
    upload = own.begin(10)
    with untouched(own, upload):
        for digest in (None, sha256(FIVE)):
            parts = [] if digest is None else [field("sha256", digest)]
            assert said(own.put(upload, form(*parts, file(FIVE)), span(first, last), expect=400))
    assert kept(own.lab) == []


def test_both_bounds_of_a_file_are_inside(wire: Wire, upload: str) -> None:
    wire.chunk(upload, 0, b"a")
    wire.chunk(upload, 9, b"b")
    assert set(wire.chunks(upload)) == {0, 9}


@pytest.mark.parametrize("header", ["bytes 0--1/10", "bytes 0--1/*", "bytes 0-0/10"])
def test_a_client_that_sends_nothing_for_ever_is_stopped(
    wire: Wire, upload: str, header: str
) -> None:
    assert wire.put(upload, form(file(b"")), header, expect=400)
    assert wire.chunks(upload) == {}


def test_a_range_without_bytes_is_refused_where_there_are_none(wire: Wire) -> None:
    upload = wire.begin(0)
    for header in ("bytes 0--1/0", "bytes 0-0/0", "bytes 0-0/1"):
        wire.put(upload, form(file(b"")), header, expect=400)
        wire.put(upload, form(file(b"x")), header, expect=400)
    assert wire.chunks(upload) == {}


def test_offsets_have_64_bits(open_again: OpenLab) -> None:
    wire, size = wire_of(open_again(VAST), "researcher"), 2**63 - 1
    upload = wire.begin(size)
    wire.chunk(upload, size - 1, b"z")
    assert wire.chunks(upload) == {size - 1: (1, sha256(b"z"))}
    assert wire.missing(upload) == [(0, size - 2)]
    wire.chunk(upload, size - 2, b"yz", expect=409)
    wire.chunk(upload, size, b"a", expect=400)
    assert wire.get(upload)["bytes_received"] == 1
