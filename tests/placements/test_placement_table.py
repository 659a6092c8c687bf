"""The records of uploads by offset: who sees them, what lies where, how they open again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from dds_upload.core.errors import Conflict, Overlap
from dds_upload.core.placements.placement import judge_placement, range_at
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState
from tests.blobs.contents import age, count
from tests.house.statements import statements_of
from tests.placements.records import Records


def ranges(*pairs: tuple[int, int]) -> list[ByteRange]:
    return [ByteRange(*pair) for pair in pairs]


def test_an_owner_finds_their_own_in_whatever_state(records: Records) -> None:
    for state in UploadState:
        upload = records.begin(state=state)
        assert records.placements.find(upload.id, records.owner, OutcomeKind.ARTIFACT) == upload
        assert records.placements.find(upload.id, records.other, OutcomeKind.ARTIFACT) is None


def test_uploads_of_other_protocols_and_unknown_ones_are_not_found(records: Records) -> None:
    for upload in (records.upload(), records.upload(addressing=Addressing.CONTENT)):
        assert records.placements.find(upload.id, records.owner, OutcomeKind.ARTIFACT) is None
        with records.lab.database.transaction():
            assert records.placements.hold(upload.id, records.owner, OutcomeKind.ARTIFACT) is None
    assert records.placements.find(uuid4(), records.owner, OutcomeKind.ARTIFACT) is None


def test_holding_finds_the_same_as_finding(records: Records) -> None:
    upload = records.begin()
    with records.lab.database.transaction():
        assert records.placements.hold(upload.id, records.owner, OutcomeKind.ARTIFACT) == upload
        assert records.placements.hold(upload.id, records.other, OutcomeKind.ARTIFACT) is None


def test_what_is_held_waits_for_the_end_and_is_then_as_it_was_left(records: Records) -> None:
    upload, held, seen = records.begin(), Event(), list[Upload | None]()

    def second() -> None:
        held.wait(30)
        with records.lab.database.transaction():
            seen.append(records.placements.hold(upload.id, records.owner, OutcomeKind.ARTIFACT))

    thread, blob = Thread(target=second), records.blob(b"mouse")
    thread.start()
    with records.lab.database.transaction():
        assert records.placements.hold(upload.id, records.owner, OutcomeKind.ARTIFACT) == upload
        held.set()
        thread.join(0.3)
        assert seen == []
        records.placements.place(upload, 0, blob.id, Tally(1, 5), records.lab.clock())
    thread.join()
    assert seen == [records.get(upload.id)]
    assert records.get(upload.id).tally == Tally(1, 5)


#: Chunks at (offset, size): a gap before each but the second.
CHUNKS = ((10, 10), (20, 5), (30, 10), (50, 2), (60, 40))

#: The last that begins before a byte, the one that begins with it, and the next.
AROUND: dict[int, list[tuple[int, int]]] = {
    0: [(10, 19)],
    9: [(10, 19)],
    10: [(10, 19), (20, 24)],
    11: [(10, 19), (20, 24)],
    20: [(10, 19), (20, 24), (30, 39)],
    21: [(20, 24), (30, 39)],
    25: [(20, 24), (30, 39)],
    30: [(20, 24), (30, 39), (50, 51)],
    50: [(30, 39), (50, 51), (60, 99)],
    52: [(50, 51), (60, 99)],
    60: [(50, 51), (60, 99)],
    61: [(60, 99)],
    999: [(60, 99)],
}


def test_around_are_the_last_before_the_one_itself_and_the_next(records: Records) -> None:
    upload, other = records.spread(*CHUNKS), records.spread((0, 1000))
    for first, found in AROUND.items():
        around = records.placements.around(upload.id, ByteRange(first, 999))
        assert around[: len(found)] == ranges(*found), first
        assert len(around) <= 3
    assert records.placements.around(other.id, ByteRange(5, 5)) == ranges((0, 999))
    assert records.placements.around(records.begin().id, ByteRange(0, 999)) == []
    assert records.placements.around(uuid4(), ByteRange(0, 999)) == []


def judged(wanted: ByteRange, upload: Upload, around: Sequence[ByteRange]) -> Tally | None:
    try:
        return judge_placement(wanted, upload, around)
    except Overlap:
        return None


@pytest.mark.parametrize("seed", range(3))
def test_what_is_around_decides_as_all_chunks_would(records: Records, seed: int) -> None:
    random = Random(seed)
    starts = sorted(random.sample(range(100), 12))
    ends = [*starts[1:], 110]
    sizes = [random.randint(1, end - start) for start, end in zip(starts, ends, strict=True)]
    upload = records.begin()
    for start, size in zip(starts, sizes, strict=True):
        records.put(upload, start, random.randbytes(size))
    upload = records.get(upload.id)
    every = [range_at(start, size) for start, size in zip(starts, sizes, strict=True)]
    for _ in range(150):
        wanted = range_at(random.randrange(120), random.randint(1, 40))
        around = records.placements.around(upload.id, wanted)
        assert judged(wanted, upload, around) == judged(wanted, upload, every)


def test_finding_looking_around_and_reading_chunks_are_a_query_each(records: Records) -> None:
    upload = records.spread(*CHUNKS)
    with statements_of(records.lab.database) as seen:
        records.placements.find(upload.id, records.owner, OutcomeKind.ARTIFACT)
        records.placements.around(upload.id, ByteRange(20, 30))
        records.placements.chunks(upload.id)
    assert len(seen) == 3


def test_chunks_come_by_offset_however_they_were_put(records: Records) -> None:
    upload, offsets = records.begin(), list(range(0, 200, 10))
    Random(0).shuffle(offsets)
    blobs = {offset: records.put(upload, offset, b"%d" % offset) for offset in offsets}
    chunks = records.placements.chunks(upload.id)
    assert [(chunk.offset, chunk.blob) for chunk in chunks] == sorted(blobs.items())
    assert records.placements.chunks(uuid4()) == []


def test_one_content_may_be_at_many_places_and_in_many_uploads(records: Records) -> None:
    uploads = [records.begin(), records.begin()]
    for upload in uploads:
        for offset in (0, 5, 100):
            records.put(upload, offset, b"mouse")
    assert count(records.lab, "blobs") == 1
    for upload in uploads:
        assert [chunk.offset for chunk in records.placements.chunks(upload.id)] == [0, 5, 100]


def test_the_same_offset_again_replaces(records: Records) -> None:
    upload = records.spread((0, 5), (50, 5))
    longer = records.put(upload, 0, b"x" * 50)
    assert records.placements.chunks(upload.id)[0].blob == longer
    assert records.get(upload.id).tally == Tally(2, 55)
    records.put(upload, 0, b"y")
    assert records.get(upload.id).tally == Tally(2, 6)
    assert count(records.lab, "upload_blobs") == 2


def test_a_chunk_counts_as_activity(records: Records) -> None:
    upload, now = records.begin(), records.moment(60)
    blob = records.blob(b"mouse")
    records.placements.place(upload, 0, blob.id, Tally(1, 5), now)
    after = records.get(upload.id)
    assert (after.active_at, after.revision) == (now, upload.revision + 1)


def test_nothing_is_put_into_what_is_not_open(records: Records) -> None:
    blob, now = records.blob(b"mouse"), records.lab.clock()
    for state in set(UploadState) - {UploadState.OPEN}:
        upload = records.begin(state=state)
        with pytest.raises(Conflict), records.lab.database.transaction():
            records.placements.place(upload, 0, blob.id, Tally(1, 5), now)
        assert records.get(upload.id) == upload
    assert count(records.lab, "upload_blobs") == 0


def test_a_blob_that_is_gone_changes_nothing(records: Records) -> None:
    upload = records.spread((0, 5))

    def place(offset: int, blob_id: UUID) -> None:
        with records.lab.database.transaction():
            records.placements.place(upload, offset, blob_id, Tally(2, 9), records.lab.clock())

    for offset in (0, 10):
        with pytest.raises(Conflict):
            place(offset, uuid4())
    assert records.get(upload.id) == upload
    assert len(records.placements.chunks(upload.id)) == 1


def test_blobs_in_their_places_are_never_buried_and_replaced_ones_are(records: Records) -> None:
    upload = records.begin()
    records.put(upload, 0, b"mouse")
    kept = records.put(upload, 0, b"rat")
    age(records.lab, hours=1000)
    collect = partial(records.lab.records.blobs.collect, records.moment(-3600), 10)
    assert collect() == 1
    assert [chunk.blob for chunk in records.placements.chunks(upload.id)] == [kept]
    assert collect() == 0
