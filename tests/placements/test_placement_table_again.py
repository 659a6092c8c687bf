"""Uploads by offset as lists, as the owners of a content, and when they are open again."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from dds_upload.core.blobs.blob import Blob
from dds_upload.core.errors import Conflict
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.listing import AllOf, Condition, Listing, Operator, Order
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload, UploadState
from tests.blobs.contents import age, count
from tests.placements.outcomes import attempts
from tests.placements.records import CLAIMED, Records, ids, listing

OTHER = Digest("sha256", "d" * 64)


#: Why an upload is open again.
NO = Failure(FailureCode.WITHDRAWN)


def damage(records: Records, upload: Upload, *offsets: int) -> None:
    chunks = records.placements.chunks(upload.id)
    keys = [chunk.blob.key for chunk in chunks if chunk.offset in offsets]
    records.lab.records.blobs.mark_damaged(keys, records.lab.clock())


def offsets(records: Records, upload: Upload) -> list[int]:
    return [chunk.offset for chunk in records.placements.chunks(upload.id)]


def test_what_opens_again_is_as_if_it_had_never_been_committed(records: Records) -> None:
    upload = records.spread((0, 5), (10, 5))
    worker, now = records.claimed(upload), records.moment(5)
    assert records.lab.records.work_queue.reopen(worker, NO, now)
    after = records.get(upload.id)
    assert (after.state, after.claimed, after.completed_at) == (UploadState.OPEN, None, None)
    assert (after.attempts, after.leases, after.active_at) == (0, 1, now)
    assert (after.tally, offsets(records, after)) == (upload.tally, [0, 10])
    assert after.revision > worker.revision
    assert count(records.lab, "upload_digests") == 0
    due = records.lab.database.sql("SELECT due_at FROM uploads").fetchall()
    assert due == [(None,)]


def test_what_opens_again_can_be_committed_and_claimed_again(records: Records) -> None:
    upload = records.begin()
    assert records.lab.records.work_queue.reopen(records.claimed(upload), NO, records.lab.clock())
    again = records.claimed(upload, OTHER)
    assert (again.claimed, again.leases, again.attempts) == (OTHER, 2, 1)


def test_only_who_holds_the_claim_opens_it_again(records: Records) -> None:
    upload = records.spread((0, 5))
    lost = records.claimed(upload)
    damage(records, upload, 0)
    records.lab.clock.forward(seconds=61)
    held = records.lease(upload)
    assert held is not None
    now = records.lab.clock()
    assert not records.lab.records.work_queue.reopen(lost, NO, now)
    assert records.get(upload.id) == held
    assert (offsets(records, upload), count(records.lab, "upload_digests")) == ([0], 1)
    assert records.lab.records.work_queue.reopen(held, NO, now)
    assert not records.lab.records.work_queue.reopen(held, NO, now)


def test_what_is_not_being_committed_does_not_open(records: Records) -> None:
    complete, now = records.complete(), records.lab.clock()
    withdrawn = records.claimed(records.begin())
    records.withdrawn(withdrawn)
    for upload, state in ((complete, UploadState.COMPLETE), (withdrawn, UploadState.ABORTED)):
        assert not records.lab.records.work_queue.reopen(upload, NO, now)
        assert records.get(upload.id).state is state
    assert count(records.lab, "upload_digests") == 2


def test_chunks_that_storage_has_lost_are_left_out(records: Records) -> None:
    upload, other = records.begin(), records.begin()
    for each in (upload, other):
        for offset in (0, 10, 20, 30):
            records.put(each, offset, b"twice" if offset in (0, 20) else b"%d" % offset)
    damage(records, upload, 0, 30)
    assert records.lab.records.work_queue.reopen(records.claimed(upload), NO, records.lab.clock())
    assert offsets(records, upload) == [10]
    assert records.get(upload.id).tally == Tally(1, 2)
    assert offsets(records, other) == [0, 10, 20, 30]
    assert records.get(other.id).tally == Tally(4, 14)


def test_an_upload_that_has_lost_everything_is_empty(records: Records) -> None:
    upload = records.spread((0, 5), (10, 5))
    damage(records, upload, 0, 10)
    assert records.lab.records.work_queue.reopen(records.claimed(upload), NO, records.lab.clock())
    assert (offsets(records, upload), records.get(upload.id).tally) == ([], Tally())
    records.put(upload, 0, b"mouse")
    assert records.get(upload.id).tally == Tally(1, 5)


def test_a_lost_chunk_that_came_again_meanwhile_stays(records: Records) -> None:
    upload = records.begin()
    blob = records.put(upload, 0, b"mouse")
    worker = records.claimed(upload)
    damage(records, upload, 0)
    records.lab.records.blobs.add([blob], None, records.lab.clock())
    assert records.lab.records.work_queue.reopen(worker, NO, records.lab.clock())
    assert records.get(upload.id).tally == Tally(1, 5)


def test_a_blob_that_is_being_collected_is_not_put_anywhere(records: Records) -> None:
    def place(upload: Upload, blob: Blob) -> int:
        with records.lab.database.transaction():
            records.placements.place(upload, 0, blob.id, Tally(1, 1), records.moment(0))
        return 0

    for turn in range(12):
        upload, blob = records.begin(), records.blob(b"%d" % turn)
        age(records.lab, hours=25)
        collect = partial(records.lab.records.blobs.collect, records.moment(-86400), 10)
        collected, placed = attempts(records.lab, [collect, partial(place, upload, blob)])
        chunks = [chunk.blob for chunk in records.placements.chunks(upload.id)]
        if placed == 0:
            assert (collected, chunks) == (0, [blob])
        else:
            assert isinstance(placed, Conflict)
            assert (collected, chunks, records.get(upload.id)) == (1, [], upload)


def test_complete_uploads_of_a_content_are_held_in_one_order(records: Records) -> None:
    same = [records.complete().id for _ in range(4)]
    records.complete(OTHER)
    records.claimed(records.begin())
    theirs = records.of_other()
    assert records.lab.records.work_queue.reopen(
        records.claimed(records.begin()), NO, records.lab.clock()
    )
    with records.lab.database.transaction():
        held = records.artifacts.hold_content(CLAIMED.value, records.owner)
        assert [upload.id for upload in held] == sorted(same)
        assert held == [records.get(upload_id) for upload_id in sorted(same)]
        assert records.artifacts.hold_content("e" * 64, records.owner) == []
        assert records.artifacts.hold_content(CLAIMED.value, theirs.creator_id) == []


def test_purged_uploads_are_of_no_content(records: Records) -> None:
    upload, now = records.complete(), records.lab.clock()
    assert records.lab.records.uploads.discard(upload, UploadState.PURGED, records.caller, now)
    with records.lab.database.transaction():
        assert records.artifacts.hold_content(CLAIMED.value, records.owner) == []


def test_listed_are_own_uploads_that_are_open_or_being_committed_newest_first(
    records: Records,
) -> None:
    listed: list[UUID] = []
    for state in UploadState:
        upload = records.begin(state=state)
        if state in (UploadState.OPEN, UploadState.ASSEMBLING):
            listed.append(upload.id)
    records.upload()
    theirs = records.of_other()
    page = records.placements.page(records.owner, OutcomeKind.ARTIFACT, listing())
    assert ids(page) == listed[::-1]
    assert [records.get(upload_id) for upload_id in listed[::-1]] == page.items
    assert ids(records.placements.page(records.other, OutcomeKind.ARTIFACT, listing())) == [
        theirs.id
    ]


def test_a_part_of_a_list_knows_of_all(records: Records) -> None:
    made = [records.begin().id for _ in range(5)]
    for offset in range(7):
        page = records.placements.page(records.owner, OutcomeKind.ARTIFACT, Listing(2, offset))
        assert [upload.id for upload in page.items] == made[::-1][offset : offset + 2]
        assert page.total == 5
    nothing = records.placements.page(records.owner, OutcomeKind.ARTIFACT, Listing(0))
    assert (nothing.items, nothing.total) == ([], 5)


def test_every_field_of_an_upload_can_be_asked_for_and_sorted_by(records: Records) -> None:
    uploads = []
    for size in (30, 10, 20):
        uploads.append(records.begin(size))
        records.lab.clock.forward(seconds=10)
    records.put(uploads[0], 0, b"mouse")
    uploads = [records.get(upload.id) for upload in uploads]
    for field in ("id", "size", "created_at", "active_at"):
        values = sorted(getattr(upload, field) for upload in uploads)
        for descending in (False, True):
            page = records.placements.page(
                records.owner,
                OutcomeKind.ARTIFACT,
                listing(None, Order(field, descending=descending)),
            )
            found = [getattr(upload, field) for upload in page.items]
            assert found == (values[::-1] if descending else values)
        for operator, expected in {
            Operator.IS: values[1:2],
            Operator.LESS: values[:1],
            Operator.AT_MOST: values[:2],
            Operator.MORE: values[2:],
            Operator.AT_LEAST: values[1:],
        }.items():
            where = AllOf((Condition(field, operator, values[1]),))
            page = records.placements.page(
                records.owner, OutcomeKind.ARTIFACT, listing(where, Order(field))
            )
            assert [getattr(upload, field) for upload in page.items] == expected
