"""Chunks never overlap: what reaches into another one is refused, and nothing is changed by it."""

from __future__ import annotations

import pytest

from tests.protocols.pulp.kept import kept, untouched
from tests.protocols.pulp.wire import Wire, faults, file, form, sha256, span

DATA = b"abcdefghijklmnopqrstuvwxyz"

#: Where chunks are, then one that is refused, and the ranges that it may be told to reach into.
OVERLAPS = {
    "the end of the one before": ([(0, 6)], (4, 9), [(0, 5)]),
    "one byte of the one before": ([(0, 6)], (5, 9), [(0, 5)]),
    "the beginning of the one after": ([(4, 6)], (0, 5), [(4, 9)]),
    "one byte of the one after": ([(4, 6)], (3, 4), [(4, 9)]),
    "the middle of a larger one": ([(2, 20)], (9, 10), [(2, 21)]),
    "all of a smaller one": ([(9, 2)], (2, 20), [(9, 10)]),
    "the whole file": ([(9, 2)], (0, 25), [(9, 10)]),
    "the end of a larger one": ([(2, 20)], (9, 21), [(2, 21)]),
    "its neighbours on both sides": ([(0, 6), (8, 6)], (4, 10), [(0, 5), (8, 13)]),
    "many small ones": ([(2, 1), (4, 1), (6, 1), (8, 1)], (1, 9), [(n, n) for n in (2, 4, 6, 8)]),
    "the last byte": ([(25, 1)], (20, 25), [(25, 25)]),
    "the next, replacing one": ([(0, 3), (5, 3)], (0, 5), [(5, 7)]),
    "all, replacing the first": ([(0, 3), (5, 3), (9, 3)], (0, 25), [(5, 7), (9, 11)]),
    "far ones, replacing one": ([(0, 1), (20, 3)], (0, 20), [(20, 22)]),
}


def placed(wire: Wire, chunks: list[tuple[int, int]]) -> str:
    """The href of an upload with chunks of these offsets and sizes."""
    upload = wire.begin(26)
    for first, size in chunks:
        wire.chunk(upload, first, DATA[first : first + size])
    return upload


@pytest.mark.parametrize("digest", [True, False])
@pytest.mark.parametrize("case", OVERLAPS)
def test_an_overlap_is_refused_naming_the_range(loose: Wire, case: str, digest: bool) -> None:
    chunks, (first, last), taken = OVERLAPS[case]
    upload, data = placed(loose, chunks), DATA[first : last + 1].upper()
    with untouched(loose, upload):
        answer = loose.chunk(upload, first, data, sha256(data) if digest else None, expect=409)
    assert faults(answer) == {"detail", "taken_range"}
    found = answer.json["taken_range"]
    assert set(found) == {"first", "last"}
    assert (found["first"], found["last"]) in taken
    assert f"{first}-{last}" in answer.json["detail"]
    assert f"{found['first']}-{found['last']}" in answer.json["detail"]


def test_the_right_bytes_are_no_excuse(loose: Wire) -> None:
    upload = placed(loose, [(0, 6)])
    with untouched(loose, upload):
        loose.chunk(upload, 4, DATA[4:10], expect=409)
        loose.chunk(upload, 1, DATA[1:6], expect=409)


@pytest.mark.parametrize(
    "chunks",
    [
        [(0, 6), (6, 6)],
        [(6, 6), (0, 6)],
        [(0, 1), (2, 1), (1, 1)],
        [(0, 10), (20, 6), (10, 10)],
        [(25, 1), (24, 1), (23, 1)],
    ],
)
def test_chunks_that_touch_do_not_overlap(loose: Wire, chunks: list[tuple[int, int]]) -> None:
    found = loose.chunks(placed(loose, chunks))
    assert {first: size for first, (size, _) in found.items()} == dict(chunks)


def test_a_replacement_may_grow_until_it_touches_the_next(loose: Wire) -> None:
    upload = placed(loose, [(0, 2), (4, 2)])
    loose.chunk(upload, 0, DATA[:5], expect=409)
    loose.chunk(upload, 0, DATA[:4])
    assert loose.missing(upload) == [(6, 25)]


def test_a_replacement_that_shrinks_gives_room(loose: Wire) -> None:
    upload = placed(loose, [(0, 10)])
    loose.chunk(upload, 4, DATA[4:8], expect=409)
    loose.chunk(upload, 0, DATA[:4])
    loose.chunk(upload, 4, DATA[4:8])
    assert loose.missing(upload) == [(8, 25)]


def test_an_overlap_is_told_before_the_bytes_are_looked_at(loose: Wire) -> None:
    upload = placed(loose, [(0, 6)])
    with untouched(loose, upload):
        loose.put(upload, form(file(b"x" * 90)), span(4, 9), expect=409)
    assert kept(loose.lab) == [DATA[:6]]


def test_uploads_are_in_nobodys_way_but_their_own(loose: Wire) -> None:
    first, second = placed(loose, [(0, 6)]), placed(loose, [(4, 6)])
    loose.chunk(first, 6, DATA[6:9])
    loose.chunk(second, 0, DATA[:4])
    assert (set(loose.chunks(first)), set(loose.chunks(second))) == ({0, 6}, {0, 4})
