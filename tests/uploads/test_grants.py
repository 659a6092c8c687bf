"""The ledger of chunks: what is read and written where a chunk is granted."""

from __future__ import annotations

from uuid import uuid4

import pytest

from dds_upload.core.storage.policy import SIZE_MAX, ChunkLimits
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import NUMBER_MAX, Chunk
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import UploadState
from tests.house.rows import MD5, Rows


def test_what_is_granted_is_read_back_in_order(rows: Rows) -> None:
    upload = rows.upload(250)
    for number in (3, 1, 2):
        assert rows.grant(upload, number, 50)
    assert list(rows.lab.records.chunks.chunks(upload.id)) == [Chunk(n, 50, MD5) for n in (1, 2, 3)]
    assert rows.get(upload.id).tally == Tally(3, 150, 3)


def test_a_new_number_is_recorded_while_the_judgement_on_it_holds(rows: Rows) -> None:
    upload = rows.upload(150, ChunkLimits(10, 100, 10))
    first, second, third = (rows.read(upload, number) for number in (1, 2, 3))
    assert rows.record(second, 2, 50)
    assert rows.record(first, 1, 50)
    assert not rows.record(third, 3, 60)  # only 50 are left by now
    assert rows.record(third, 3, 50)
    assert rows.get(upload.id).tally == Tally(3, 150, 3)


def test_one_new_number_more_than_may_be_is_not_recorded(rows: Rows) -> None:
    upload = rows.upload(100, ChunkLimits(50, 100, 2))
    last = rows.read(upload, 3)
    assert rows.grant(upload, 1, 50)
    assert rows.grant(upload, 2, 50)
    assert not rows.write(last, Chunk(3, 0, MD5), Tally(1, 0, 3, 3))
    assert rows.get(upload.id).tally == Tally(2, 100, 2)


def test_a_new_number_is_not_recorded_once_another_became_the_last(rows: Rows) -> None:
    upload = rows.upload(250, ChunkLimits(50, 100, 5))
    judged = rows.read(upload, 4)
    assert rows.grant(upload, 3, 10)
    assert not rows.record(judged, 4, 50)
    assert rows.get(upload.id).tally == Tally(1, 10, 3, 3)


def test_of_one_new_number_the_first_is_recorded(rows: Rows) -> None:
    upload = rows.upload()
    judged = rows.read(upload, 1)
    assert rows.record(judged, 1, 50)
    assert not rows.record(judged, 1, 40)
    assert rows.get(upload.id).tally == Tally(1, 50, 1)


def test_a_number_is_replaced_only_at_the_revision_it_was_judged_on(rows: Rows) -> None:
    upload = rows.upload()
    rows.grant(upload, 1, 50)
    judged = rows.read(upload, 1)
    rows.grant(upload, 2, 10)
    assert not rows.record(judged, 1, 60)
    assert rows.grant(upload, 1, 60)
    assert rows.get(upload.id).tally == Tally(2, 70, 2)


@pytest.mark.parametrize("state", [state for state in UploadState if state != "open"])
def test_nothing_is_recorded_unless_the_upload_is_open(rows: Rows, state: UploadState) -> None:
    upload = rows.upload(state=state)
    assert not rows.grant(upload, 1, 50)
    assert list(rows.lab.records.chunks.chunks(upload.id)) == []


def test_a_grant_is_activity(rows: Rows) -> None:
    upload = rows.upload()
    rows.lab.clock.forward(hours=1)
    rows.grant(upload, 1, 50)
    assert (rows.get(upload.id).active_at - upload.active_at).total_seconds() >= 3600
    assert rows.get(upload.id).revision == upload.revision + 1


def test_sizes_and_numbers_of_64_and_31_bits(rows: Rows) -> None:
    upload = rows.upload(SIZE_MAX, ChunkLimits(SIZE_MAX, SIZE_MAX, SIZE_MAX))
    assert rows.grant(upload, NUMBER_MAX, SIZE_MAX)
    found = rows.get(upload.id)
    assert found.size == found.tally.size == SIZE_MAX
    assert found.limits == upload.limits
    (chunk,) = rows.lab.records.chunks.chunks(upload.id)
    assert (chunk.number, chunk.size) == (NUMBER_MAX, SIZE_MAX)


def test_a_grant_is_of_one_chunk_at_one_provider(rows: Rows) -> None:
    ledger, upload = rows.lab.records.chunks, rows.upload()
    rows.grant(upload, 3, 50)
    found = ledger.granted(upload.provider_id, upload.id, 3)
    assert found is not None
    assert (found.size, found.digest, found.state) == (50, MD5, UploadState.OPEN)
    assert ledger.granted(upload.provider_id, upload.id, 1) is None
    assert ledger.granted(uuid4(), upload.id, 3) is None
    assert ledger.granted(upload.provider_id, uuid4(), 3) is None


def test_a_grant_of_an_upload_in_one_piece_has_no_digest(rows: Rows) -> None:
    upload = rows.upload(70, addressing=Addressing.WHOLE)
    found = rows.lab.records.chunks.granted(upload.provider_id, upload.id, 1)
    assert found is not None
    assert (found.size, found.digest, found.chunk_hash_algorithm) == (70, None, "md5")
    assert rows.lab.records.chunks.granted(upload.provider_id, upload.id, 2) is None


def test_unknown_uploads_have_no_chunks_and_no_context(rows: Rows) -> None:
    assert rows.lab.records.chunks.read_many(uuid4(), [1], rows.caller.user.id) is None
    assert list(rows.lab.records.chunks.chunks(uuid4())) == []


def test_the_tally_and_the_row_are_written_together_or_not_at_all(rows: Rows) -> None:
    upload = rows.upload()
    broken = Chunk(-1, 50, MD5)  # the schema refuses it
    assert not rows.write(rows.read(upload, 1), broken, Tally(1, 50, 1))
    assert rows.get(upload.id).tally == Tally()
