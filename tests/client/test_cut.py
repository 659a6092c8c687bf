"""How files are cut: always inside of the limits, for any file and any limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dds_client.transfer.cut import GOOD, GOOD_MAX, MIB, Cut, choose_chunk_size, cut_of_chunks

SIZES = st.integers(0, 2**42)


@given(SIZES, st.integers(1, 10_000), st.integers(1, 2**33), st.none() | st.integers(1, 2**40))
def test_a_chunk_size_is_inside_of_the_limits_and_few_enough_chunks_come_of_it(
    size: int, number_max: int, size_max: int, preferred: int | None
) -> None:
    size = min(size, number_max * size_max)
    size_min = -(-size // number_max)
    chunk = choose_chunk_size(size, size_min, size_max, preferred)
    assert max(1, size_min) <= chunk <= size_max
    assert Cut(size, chunk).count <= number_max


def test_where_only_one_size_works_it_is_taken() -> None:
    assert choose_chunk_size(10_000_000, 1_000_000, 1_000_000) == 1_000_000
    assert choose_chunk_size(9_999_999, 1_000_000, 1_000_000) == 1_000_000


def test_without_tight_limits_chunks_are_neither_tiny_nor_huge() -> None:
    assert choose_chunk_size(100 * MIB, 1, 2**33) == GOOD
    assert choose_chunk_size(2**40, 1, 2**33) == GOOD_MAX
    assert choose_chunk_size(8 * 2**30, 1, 2**33) == 32 * MIB


@given(st.integers(0, 500), st.integers(1, 100))
def test_pieces_cover_the_file_without_gap_or_overlap(size: int, chunk: int) -> None:
    cut = Cut(size, chunk)
    pieces = [cut.piece(number) for number in range(1, cut.count + 1)]
    ends = [piece.offset + piece.size for piece in pieces]
    assert [piece.offset for piece in pieces] == [0, *ends[:-1]]
    assert ends[-1] == size


@given(st.integers(1, 500), st.integers(1, 100), st.data())
def test_the_cut_of_an_earlier_run_is_found_by_the_chunks_it_left(
    size: int, chunk: int, data: st.DataObject
) -> None:
    cut = Cut(size, chunk)
    numbers = data.draw(st.sets(st.integers(1, cut.count), min_size=1))
    found = cut_of_chunks(size, {number: cut.piece(number).size for number in numbers})
    assert found is not None
    assert all(found.fits(number, cut.piece(number).size) for number in numbers)
    if numbers - {cut.count} or cut.count == 1:
        assert [found.piece(n) for n in numbers] == [cut.piece(n) for n in numbers]


def test_chunks_of_two_cuts_belong_to_none() -> None:
    assert cut_of_chunks(100, {1: 10, 2: 11}) is None
    assert cut_of_chunks(100, {1: 10, 11: 10}) is None
