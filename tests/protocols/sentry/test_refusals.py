"""POST chunk-upload: what is refused, in which words, and what comes first."""

from __future__ import annotations

import gzip
import zlib
from functools import partial
from itertools import permutations

import pytest

from tests.blobs.contents import sha1
from tests.house.setting import Lab
from tests.protocols.sentry.kept import stored
from tests.protocols.sentry.wire import (
    CHUNK_TOO_LARGE,
    MISMATCH,
    REQUEST_TOO_LARGE,
    TOO_MANY,
    Wire,
    part,
    refusal,
    zipped,
)


def test_one_chunk_too_many(tiny: Lab, wire: Wire) -> None:
    chunks = [part(b"%d" % number) for number in range(5)]
    assert refusal(wire.send(*chunks, expect=400)) == TOO_MANY
    assert stored(tiny)


def test_repeats_count_too(tiny: Lab, wire: Wire) -> None:
    assert refusal(wire.send(*[part(b"1")] * 5, expect=400)) == TOO_MANY


@pytest.mark.parametrize("make", [part, zipped])
def test_one_byte_too_many_in_a_chunk(tiny: Lab, wire: Wire, make: partial[bytes]) -> None:
    assert refusal(wire.send(part(b"1"), make(b"x" * 65), expect=400)) == CHUNK_TOO_LARGE
    assert stored(tiny)


@pytest.mark.parametrize("make", [part, zipped])
def test_one_byte_too_many_in_all(tiny: Lab, wire: Wire, make: partial[bytes]) -> None:
    chunks = [make(b"a" * 64), make(b"b" * 64), make(b"c" * 33)]
    assert refusal(wire.send(*chunks, expect=400)) == REQUEST_TOO_LARGE
    assert stored(tiny)


@pytest.mark.parametrize(
    "filename",
    ["wrong checksum", "0" * 40, sha1(b"mouse").upper(), sha1(b"mouse")[:-1], f" {sha1(b'mouse')}"],
)
@pytest.mark.parametrize("make", [part, zipped])
def test_a_name_that_is_not_the_sha1(
    tiny: Lab, wire: Wire, make: partial[bytes], filename: str
) -> None:
    answer = wire.send(make(b"mouse", filename=filename), expect=400)
    assert refusal(answer) == MISMATCH
    assert stored(tiny)


def test_the_sha1_of_the_compressed_bytes_is_no_name(tiny: Lab, wire: Wire) -> None:
    packed = gzip.compress(b"mouse")
    assert refusal(wire.send(part(packed, name="file_gzip"), expect=400)) == MISMATCH


def test_swapped_names_are_found_out(tiny: Lab, wire: Wire) -> None:
    swapped = [part(b"1", filename=sha1(b"2")), part(b"2", filename=sha1(b"1"))]
    assert refusal(wire.send(*swapped, expect=400)) == MISMATCH
    assert stored(tiny)


def test_good_chunks_beside_a_bad_one_are_kept(tiny: Lab, wire: Wire) -> None:
    chunks = [part(b"1"), part(b"2", filename=sha1(b"3")), zipped(b"4")]
    assert refusal(wire.send(*chunks, expect=400)) == MISMATCH
    assert stored(tiny, b"1", b"4")


FAULTS = {
    CHUNK_TOO_LARGE: [part(b"x" * 65)],
    REQUEST_TOO_LARGE: [part(b"a" * 64), part(b"b" * 64), part(b"c" * 33)],
    MISMATCH: [part(b"1", filename="wrong checksum")],
}


@pytest.mark.parametrize("order", list(permutations(FAULTS)))
def test_too_many_chunks_is_told_before_everything_else(
    tiny: Lab, wire: Wire, order: tuple[str, ...]
) -> None:
    chunks = [each for fault in order for each in FAULTS[fault]]
    assert refusal(wire.send(*chunks, expect=400)) == TOO_MANY
    assert stored(tiny)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("fault", [CHUNK_TOO_LARGE, REQUEST_TOO_LARGE])
def test_sizes_are_told_before_a_mismatch(tiny: Lab, wire: Wire, fault: str, first: bool) -> None:
    parts, wrong = FAULTS[fault], FAULTS[MISMATCH]
    chunks = [*wrong, *parts] if first else [*parts, *wrong]
    assert refusal(wire.send(*chunks, expect=400)) == fault
    assert stored(tiny)


def test_a_large_chunk_of_a_wrong_name_is_too_large(tiny: Lab, wire: Wire) -> None:
    answer = wire.send(part(b"x" * 65, filename="wrong checksum"), expect=400)
    assert refusal(answer) == CHUNK_TOO_LARGE


@pytest.mark.parametrize("name", ["file", "file_gzip", None])
def test_a_part_without_a_name_or_a_filename(tiny: Lab, wire: Wire, name: str | None) -> None:
    lacking = part(b"1", name=name, filename="" if name else "x")
    assert refusal(wire.send(part(b"2"), lacking, expect=400)).startswith("a part")
    assert stored(tiny)


_GOOD = gzip.compress(b"mouse", mtime=0)
_NO_GZIP = {
    "nothing": b"",
    "plain": b"mouse",
    "cut short": _GOOD[:-1],
    "header only": _GOOD[:10],
    "trailing byte": _GOOD + b"x",
    "two members": _GOOD + _GOOD,
    "wrong checksum": _GOOD[:-8] + b"\0" * 8,
    "zlib": zlib.compress(b"mouse"),
}


@pytest.mark.parametrize("kind", _NO_GZIP)
def test_what_is_not_one_whole_gzip(tiny: Lab, wire: Wire, kind: str) -> None:
    bad = part(_NO_GZIP[kind], name="file_gzip", filename=sha1(b"mouse"))
    assert "gzip" in refusal(wire.send(bad, expect=400))
    assert stored(tiny)


def test_a_chunk_too_large_is_not_inflated_to_its_end(tiny: Lab, wire: Wire) -> None:
    bomb = part(gzip.compress(b"\0" * 2**24), name="file_gzip", filename="x")
    assert refusal(wire.send(bomb, expect=400)) == CHUNK_TOO_LARGE
