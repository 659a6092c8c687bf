"""A large file is read once for the digests of its chunks and of the whole."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from dds_client.errors import FileChanged, Interrupted
from dds_client.local.digests import BLOCK, PieceReader, pieces_of, reading_pieces
from dds_client.transfer.cut import Cut

#: Chunks of a block and a half, so that pieces and blocks end at different places.
CUT = Cut(5 * BLOCK + 17, BLOCK + BLOCK // 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(Random(1).randbytes(CUT.file_size))
    return path


@pytest.fixture
def reader(file: Path) -> Iterator[PieceReader]:
    with file.open("rb") as opened, reading_pieces(opened.fileno(), "sha256") as reader:
        yield reader


def nobody_minds() -> None:
    """Lets every block be read."""


def hashing_threads() -> list[str]:
    return [it.name for it in threading.enumerate() if it.name.startswith("whole file")]


def test_pieces_and_the_whole_have_the_digests_of_their_bytes(
    file: Path, reader: PieceReader
) -> None:
    data = file.read_bytes()
    for piece in pieces_of(CUT):
        own = data[piece.offset : piece.offset + piece.size]
        assert reader.digest(piece, nobody_minds) == hashlib.sha256(own).hexdigest()
        assert reader.whole == hashlib.md5(data[: piece.offset + piece.size]).hexdigest()


def test_the_hashing_thread_ends_with_the_reader(file: Path) -> None:
    with file.open("rb") as opened, reading_pieces(opened.fileno(), "md5") as reader:
        reader.digest(CUT.piece(1), nobody_minds)
        assert hashing_threads()
    assert not hashing_threads()


def test_an_interrupted_reader_leaves_no_thread(file: Path) -> None:
    checks = iter([None])

    def interrupt() -> None:
        try:
            next(checks)
        except StopIteration:
            raise Interrupted("enough") from None

    with (
        file.open("rb") as opened,
        pytest.raises(Interrupted),
        reading_pieces(opened.fileno(), "md5") as reader,
    ):
        reader.digest(CUT.piece(1), interrupt)
    assert not hashing_threads()


def test_a_file_that_became_shorter_is_changed(file: Path, reader: PieceReader) -> None:
    reader.digest(CUT.piece(1), nobody_minds)
    with file.open("r+b") as opened:
        opened.truncate(2 * BLOCK)
    with pytest.raises(FileChanged):
        reader.digest(CUT.piece(2), nobody_minds)
