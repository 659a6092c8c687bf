"""Chunks that changed in storage: found by the commit, sent again, and whole for all."""

from __future__ import annotations

from uuid import UUID

import pytest

from dds_upload.core.errors import StorageRefused
from dds_upload.core.ranges import ByteRange
from tests.blobs.contents import count
from tests.placements.desk import Desk, sha256
from tests.placements.outcomes import told

DATA = bytes(range(250))


def rot(desk: Desk, upload_id: UUID, *offsets: int, cut: int = 0) -> None:
    """Change a byte of chunks on the disk, or cut bytes off, behind everybody's back."""
    for chunk in desk.chunks(upload_id):
        if chunk.offset in offsets:
            folder = desk.lab.root / "containers" / chunk.blob.key.container
            (path,) = folder.glob(f"*/{chunk.blob.id}*")
            data = path.read_bytes()
            path.write_bytes(data[:-cut] if cut else bytes([data[0] ^ 1]) + data[1:])


@pytest.mark.parametrize("cut", [0, 1])
def test_rotten_bytes_are_named_and_come_again(desk: Desk, cut: int) -> None:
    upload_id = desk.sent(DATA)
    rot(desk, upload_id, 0, 200, cut=cut)
    error = told(desk.commit(upload_id, DATA))
    assert error == "storage has lost bytes 0-99, 200-249, send them again"
    assert desk.missing(upload_id) == [ByteRange(0, 99), ByteRange(200, 249)]
    for offset in (0, 200):
        desk.place(upload_id, offset, DATA[offset : offset + 100], claim=True)
    assert told(desk.commit(upload_id, DATA)) is None
    assert desk.whole(upload_id) == DATA


def test_the_only_chunk_is_read_too(desk: Desk) -> None:
    upload_id = desk.sent(DATA[:80])
    rot(desk, upload_id, 0)
    error = told(desk.commit(upload_id, DATA[:80]))
    assert error == "storage has lost bytes 0-79, send them again"
    desk.place(upload_id, 0, DATA[:80], claim=True)
    assert told(desk.commit(upload_id, DATA[:80])) is None
    assert desk.whole(upload_id) == DATA[:80]


def test_what_rotted_before_this_upload_had_it_heals_older_files_too(desk: Desk) -> None:
    other = Desk(desk.lab, "other")
    theirs = other.made(DATA[:100] + b"theirs").upload_id
    upload_id = desk.sent(DATA)
    rot(desk, upload_id, 0)
    assert told(desk.commit(upload_id, DATA)) == "storage has lost bytes 0-99, send them again"
    desk.place(upload_id, 0, DATA[:100])
    assert told(desk.commit(upload_id, DATA)) is None
    assert other.whole(theirs) == DATA[:100] + b"theirs"


def test_a_wrong_claim_is_not_blamed_on_chunks_that_are_sound(desk: Desk) -> None:
    upload_id = desk.sent(DATA)
    error = told(desk.commit(upload_id, b"another"))
    assert error == f"the content is {sha256(DATA)}, not {sha256(b'another')}"
    assert desk.missing(upload_id) == []
    damaged = desk.lab.database.sql("SELECT damaged_at FROM blobs").fetchall()
    assert damaged == [(None,)] * 3


def test_a_wrong_claim_on_rotten_bytes_takes_the_bytes_first(desk: Desk) -> None:
    upload_id = desk.sent(DATA)
    rot(desk, upload_id, 100)
    error = told(desk.commit(upload_id, b"another"))
    assert error == "storage has lost bytes 100-199, send them again"
    desk.place(upload_id, 100, DATA[100:200])
    assert "the content is" in str(told(desk.commit(upload_id, b"another")))
    assert told(desk.commit(upload_id, DATA)) is None
    assert (count(desk.lab, "blobs"), desk.whole(upload_id)) == (3, DATA)


def test_bytes_that_storage_refuses_to_give_are_not_taken_for_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with files whose owner an operator changed by mistake, or Swift's 403."""
    upload_id = desk.sent(DATA)

    def refuse(*_: object) -> None:
        raise StorageRefused("cannot read: Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(desk.lab.providers.default.abilities.store, "open", refuse)
        desk.commit(upload_id, DATA)
    assert desk.missing(upload_id) == []
    damaged = desk.lab.database.sql("SELECT damaged_at FROM blobs").fetchall()
    assert damaged == [(None,)] * 3
