"""Commits that fail for what was sent: the upload is open again, and one chunk makes it good."""

from __future__ import annotations

from uuid import UUID

import pytest

from dds_upload.core.errors import Conflict, Incomplete, NotFound
from dds_upload.core.placements.commits import CommitState
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import UploadState
from tests.blobs.contents import age, count
from tests.house.refusals import refuses
from tests.placements.desk import LATER, Desk, sha256
from tests.placements.outcomes import told

DATA = bytes(range(250))
MIDDLE = DATA[100:200]


def lose(desk: Desk, upload_id: UUID, *offsets: int) -> None:
    """Let storage lose chunks behind everybody's back."""
    for chunk in desk.chunks(upload_id):
        if chunk.offset in offsets:
            desk.lab.providers.default.abilities.store.remove(chunk.blob.key)


@pytest.fixture(params=[10**9, LATER], ids=["at-once", "by-the-worker"])
def at_once_max(request: pytest.FixtureRequest) -> int:
    """Who does the work."""
    bound: int = request.param
    return bound


def ended(desk: Desk, upload_id: UUID, at_once_max: int) -> str | None:
    """Commit the upload as DATA, and give what went wrong."""
    desk.commit(upload_id, DATA, at_once_max)
    desk.lab.work()
    assert desk.latest(upload_id).finished_at is not None
    return told(desk.latest(upload_id))


def test_a_wrong_digest_is_told_and_repaired_by_one_chunk(desk: Desk, at_once_max: int) -> None:
    upload_id, wrong = desk.begin(250), b"x" * 100
    for offset, chunk in ((0, DATA[:100]), (100, wrong), (200, DATA[200:])):
        desk.place(upload_id, offset, chunk)
    before = desk.chunks(upload_id)
    error = ended(desk, upload_id, at_once_max)
    found = sha256(DATA[:100] + wrong + DATA[200:])
    assert error == f"the content is {found}, not {sha256(DATA)}"
    assert desk.state(upload_id) is UploadState.OPEN
    assert desk.upload(upload_id).claimed is None
    assert desk.chunks(upload_id) == before
    assert (count(desk.lab, "upload_digests"), desk.all_artifacts()) == (0, [])
    desk.place(upload_id, 100, MIDDLE)
    assert ended(desk, upload_id, at_once_max) is None
    assert desk.whole(upload_id) == DATA
    details = desk.lab.records.uploads.details(upload_id)
    assert details is not None
    assert {(it.digest, it.origin) for it in details.digests} == {
        (sha256(DATA), "client"),
        (Digest.of("md5", DATA), "service"),
    }


@pytest.mark.parametrize("size", [0, 80])
def test_a_wrong_digest_of_one_chunk_or_none_is_told_just_the_same(desk: Desk, size: int) -> None:
    upload_id, data = desk.sent(DATA[:size]), DATA[:size]
    commit = desk.commit(upload_id, b"another")
    assert told(commit) == f"the content is {sha256(data)}, not {sha256(b'another')}"
    assert desk.commit(upload_id, data).state is CommitState.COMPLETED
    assert desk.whole(upload_id) == data


def test_a_claim_may_be_repeated_after_it_failed_and_fails_again(desk: Desk) -> None:
    upload_id = desk.sent(DATA)
    commits = [desk.commit(upload_id, b"another") for _ in range(3)]
    assert {it.state for it in commits} == {CommitState.FAILED}
    assert len({it.id for it in commits}) == 3
    assert desk.upload(upload_id).revision >= 6


def test_what_is_not_all_there_begins_nothing_and_is_told_as_ranges(desk: Desk) -> None:
    upload_id = desk.begin(250)
    desk.place(upload_id, 100, MIDDLE)
    with pytest.raises(Incomplete) as caught:
        desk.commit(upload_id, DATA)
    assert caught.value.missing == (ByteRange(0, 99), ByteRange(200, 249))
    assert desk.state(upload_id) is UploadState.OPEN
    assert desk.all_commits() == []


def test_bytes_that_storage_has_lost_are_named_and_missing_until_they_come_again(
    desk: Desk, at_once_max: int
) -> None:
    upload_id = desk.sent(DATA)
    lose(desk, upload_id, 0, 200)
    error = ended(desk, upload_id, at_once_max)
    assert error == "storage has lost bytes 0-99, 200-249, send them again"
    assert desk.state(upload_id) is UploadState.OPEN
    assert desk.missing(upload_id) == [ByteRange(0, 99), ByteRange(200, 249)]
    assert desk.upload(upload_id).tally.count == 1
    with pytest.raises(Incomplete):
        desk.commit(upload_id, DATA)
    for offset in (0, 200):
        desk.place(upload_id, offset, DATA[offset : offset + 100], claim=True)
    assert ended(desk, upload_id, at_once_max) is None
    assert desk.whole(upload_id) == DATA


def test_bytes_sent_again_make_all_files_of_them_whole(desk: Desk) -> None:
    other = Desk(desk.lab, "other")
    theirs = other.made(MIDDLE + b"theirs").upload_id
    open_still = other.sent(MIDDLE + b"more")
    upload_id = desk.sent(DATA)
    lose(desk, upload_id, 100)
    assert told(desk.commit(upload_id, DATA)) == "storage has lost bytes 100-199, send them again"
    desk.place(upload_id, 100, MIDDLE)
    assert told(desk.commit(upload_id, DATA)) is None
    assert desk.whole(upload_id) == DATA
    assert other.whole(theirs) == MIDDLE + b"theirs"
    assert told(other.commit(open_still, MIDDLE + b"more")) is None
    assert other.whole(open_still) == MIDDLE + b"more"
    # Nobody's copy was kept beside: the one that healed it is gone.
    age(desk.lab, hours=1000)
    assert desk.lab.operations.blobs.clean() == 0
    assert count(desk.lab, "blobs") == 5


def test_one_content_at_two_places_is_lost_at_both_and_sent_once(desk: Desk) -> None:
    data = MIDDLE + b"between" * 10 + MIDDLE
    upload_id = desk.begin(len(data))
    desk.place(upload_id, 0, MIDDLE)
    desk.place(upload_id, 100, b"between" * 10)
    desk.place(upload_id, 170, MIDDLE)
    lose(desk, upload_id, 0)
    error = told(desk.commit(upload_id, data))
    assert error == "storage has lost bytes 0-99, 170-269, send them again"
    assert desk.missing(upload_id) == [ByteRange(0, 99), ByteRange(170, 269)]
    desk.place(upload_id, 0, MIDDLE, claim=True)
    desk.place(upload_id, 170, MIDDLE, claim=True)
    assert told(desk.commit(upload_id, data)) is None
    assert desk.whole(upload_id) == data


def test_the_only_chunk_is_proven_to_be_there(desk: Desk) -> None:
    upload_id = desk.sent(MIDDLE)
    lose(desk, upload_id, 0)
    error = told(desk.commit(upload_id, MIDDLE))
    assert error == "storage has lost bytes 0-99, send them again"
    assert desk.upload(upload_id).tally.count == 0
    desk.place(upload_id, 0, MIDDLE)
    assert told(desk.commit(upload_id, MIDDLE)) is None
    assert desk.whole(upload_id) == MIDDLE


def test_while_it_is_committed_nothing_is_placed_and_only_the_same_claim_is_answered(
    desk: Desk,
) -> None:
    upload_id = desk.begun(DATA)
    with refuses(Conflict, Reason.UPLOAD_ASSEMBLING):
        desk.place(upload_id, 0, MIDDLE)
    with refuses(Conflict, Reason.COMPLETED_OTHERWISE, claimed=str(sha256(DATA))):
        desk.commit(upload_id, b"another")
    desk.lab.work()
    with pytest.raises(NotFound):
        desk.place(upload_id, 0, MIDDLE)
    with pytest.raises(NotFound):
        desk.commit(upload_id, b"another")
    assert desk.commit(upload_id, DATA) == desk.latest(upload_id)
    assert desk.whole(upload_id) == DATA


def test_another_user_neither_finds_nor_changes_it(desk: Desk) -> None:
    other, upload_id = Desk(desk.lab, "other"), desk.sent(DATA)
    for call in (
        lambda: other.place(upload_id, 0, MIDDLE),
        lambda: other.commit(upload_id, DATA),
        lambda: other.withdraw(upload_id),
        lambda: other.do.read.one(other.caller, upload_id),
    ):
        with pytest.raises(NotFound):
            call()
    assert told(desk.commit(upload_id, DATA)) is None
