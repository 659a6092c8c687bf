"""Many chunks at the same moment: they never overlap, and the tally is that of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from threading import Barrier
from uuid import UUID

import pytest

from dds_upload.core.errors import Overlap, UploadServiceError, ValidationFailed
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.upload import Upload
from tests.blobs.contents import age, count, objects
from tests.house.refusals import TOO_MANY_CHUNKS, said_of_objects
from tests.placements.desk import Desk
from tests.placements.outcomes import attempts, kinds, told

Outcome = Upload | UploadServiceError


def place_all(desk: Desk, upload_id: UUID, chunks: Sequence[tuple[int, bytes]]) -> list[Outcome]:
    """Send chunks at once; all of them are stored before any of them is judged again."""
    stored = Barrier(len(chunks))

    def place(offset: int, data: bytes) -> Upload:
        return desk.place(upload_id, offset, data, approve=lambda received: stored.wait(30))

    return attempts(desk.lab, [partial(place, *each) for each in chunks])


@pytest.mark.parametrize("number", [4, 40])
def test_chunks_at_one_offset_leave_exactly_one(wide: Desk, number: int) -> None:
    for turn in range(6 if number == 4 else 1):
        upload_id = wide.begin(1000)
        sent = [b"%d" % turn + b"x" * each for each in range(1, number + 1)]
        outcomes = place_all(wide, upload_id, [(10, data) for data in sent])
        assert kinds(outcomes) == {Upload: number}
        (chunk,) = wide.chunks(upload_id)
        assert chunk.offset == 10
        assert wide.placed(upload_id) in sent


def test_the_same_chunk_many_times_is_one_chunk_and_kept_once(wide: Desk) -> None:
    upload_id = wide.begin(1000)
    outcomes = place_all(wide, upload_id, [(0, b"mouse")] * 12)
    assert kinds(outcomes) == {Upload: 12}
    assert wide.placed(upload_id) == b"mouse"
    assert len(objects(wide.lab)) == count(wide.lab, "blobs") == 1
    assert count(wide.lab, "blob_graves") == 0


def test_a_replaced_chunk_and_its_neighbours_never_overlap(wide: Desk) -> None:
    for turn in range(8):
        upload_id = wide.begin(1000)
        wide.place(upload_id, 10, b"old")
        longer, neighbour = (10, b"x" * 20), (25, b"y" * 20)
        order = [longer, neighbour] if turn % 2 else [neighbour, longer]
        outcomes = place_all(wide, upload_id, order)
        assert kinds(outcomes) == {Upload: 1, Overlap: 1}
        placed = {chunk.offset: chunk.range.length for chunk in wide.chunks(upload_id)}
        assert placed in ({10: 20}, {10: 3, 25: 20})


def test_of_each_two_that_overlap_one_wins_and_nothing_of_the_other_is_in_use(wide: Desk) -> None:
    upload_id = wide.begin(1000)
    pairs = [(start, start + 15) for start in range(0, 1000, 50)]
    chunks = [(offset, b"%03d" % offset + b"." * 17) for pair in pairs for offset in pair]
    outcomes = place_all(wide, upload_id, chunks)
    assert kinds(outcomes) == {Upload: 20, Overlap: 20}
    won = {chunk.offset for chunk in wide.chunks(upload_id)}
    assert all(len(won & {*pair}) == 1 for pair in pairs)
    for (offset, _), outcome in zip(chunks, outcomes, strict=True):
        assert isinstance(outcome, Upload) == (offset in won)
        if isinstance(outcome, Overlap):
            assert outcome.taken.first in won
            assert abs(outcome.taken.first - offset) == 15
    assert count(wide.lab, "upload_blobs") == 20
    age(wide.lab, hours=25)
    wide.lab.operations.blobs.clean()
    assert len(objects(wide.lab)) == count(wide.lab, "blobs") == 20


@pytest.mark.parametrize("seed", range(3))
def test_of_any_ranges_those_that_win_keep_out_all_that_lose(wide: Desk, seed: int) -> None:
    random, upload_id = Random(seed), wide.begin(1000)
    offsets = random.sample(range(940), 24)
    chunks = [(offset, random.randbytes(random.randrange(1, 60))) for offset in offsets]
    outcomes = place_all(wide, upload_id, chunks)
    placed = wide.chunks(upload_id)
    assert len(placed) == kinds(outcomes)[Upload]
    sent = dict(chunks)
    assert wide.placed(upload_id) == b"".join(sent[chunk.offset] for chunk in placed)
    for outcome in outcomes:
        if not isinstance(outcome, Upload):
            assert isinstance(outcome, Overlap)
            assert outcome.taken in [chunk.range for chunk in placed]


def test_chunks_at_many_offsets_all_land(wide: Desk) -> None:
    data = Random(0).randbytes(960)
    upload_id = wide.begin(960)
    offsets = list(range(0, 960, 16))
    Random(1).shuffle(offsets)

    def client(number: int) -> None:
        for offset in offsets[number::12]:
            wide.place(upload_id, offset, data[offset : offset + 16])

    attempts(wide.lab, [partial(client, number) for number in range(12)])
    assert len(wide.chunks(upload_id)) == 60
    assert wide.placed(upload_id) == data
    assert told(wide.commit(upload_id, data)) is None
    assert wide.whole(upload_id) == data


def test_no_more_chunks_land_than_there_may_be(wide: Desk) -> None:
    for _ in range(2):
        upload_id = wide.begin(1000, ChunkLimits(1, 100, 10))
        chunks = [(offset, b"%03d" % offset) for offset in range(0, 160, 10)]
        outcomes = place_all(wide, upload_id, chunks)
        assert kinds(outcomes) == {Upload: 10, ValidationFailed: 6}
        refused = [it for it in outcomes if isinstance(it, ValidationFailed)]
        assert all(said_of_objects(it) == [TOO_MANY_CHUNKS] for it in refused)
        assert len(wide.chunks(upload_id)) == 10
        wide.place(upload_id, wide.chunks(upload_id)[0].offset, b"again")
