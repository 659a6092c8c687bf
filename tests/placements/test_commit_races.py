"""Commits against each other, against chunks, and against whoever withdraws the upload."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from threading import Barrier
from uuid import UUID

import pytest

from dds_upload.core.errors import Conflict, NotFound, UploadServiceError
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.placements.commits import Commit, CommitState
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.protocols.pulp.words import WORDS
from tests.blobs.contents import count
from tests.placements.desk import LATER, Desk
from tests.placements.outcomes import attempts, kinds, later, told

#: Whether the work is done at once or by a worker.
BOTH = (10**9, LATER)

#: A chunk that is in none of the contents.
OTHER = b"z" * 100

WITHDRAWN = WORDS.say_failure(Failure(FailureCode.WITHDRAWN))


def contents(number: int, size: int = 200) -> list[bytes]:
    """Different ones, and different ones for each test."""
    return [Random(each).randbytes(size) for each in range(number)]


@pytest.mark.parametrize("number", [2, 8])
@pytest.mark.parametrize("at_once_max", BOTH)
def test_commits_at_once_are_one_commit(desk: Desk, number: int, at_once_max: int) -> None:
    for data in contents(5):
        upload_id = desk.sent(data)
        commit = partial(desk.commit, upload_id, data, at_once_max)
        outcomes = attempts(desk.lab, [commit] * number)
        assert kinds(outcomes) == {Commit: number}
        assert {it.id for it in outcomes if isinstance(it, Commit)} == {desk.latest(upload_id).id}
        desk.lab.work()
        assert desk.whole(upload_id) == data
        assert desk.upload(upload_id).leases == 1
    assert [it.state for it in desk.all_commits()] == [CommitState.COMPLETED] * 5
    assert len(desk.all_artifacts()) == 5


def test_of_commits_as_different_contents_one_wins(desk: Desk) -> None:
    for data in contents(5):
        upload_id = desk.sent(data)
        claims = [data, b"another", b"a third", data]
        calls = [partial(desk.commit, upload_id, claim, LATER) for claim in claims]
        outcomes = attempts(desk.lab, calls)
        won = {it.claimed for it in outcomes if isinstance(it, Commit)}
        assert won == {desk.upload(upload_id).claimed}
        assert kinds(outcomes) in ({Commit: 2, Conflict: 2}, {Commit: 1, Conflict: 3})
    assert count(desk.lab, "commits") == 5


def replaced(
    desk: Desk, upload_id: UUID, offset: int, commit: Callable[[], Commit]
) -> Upload | UploadServiceError:
    """What becomes of a chunk that is stored, but not placed, when the upload is committed."""
    stored = Barrier(2)

    def place() -> Upload:
        return desk.place(upload_id, offset, OTHER, approve=lambda received: stored.wait(30))

    def wait_and_commit() -> Upload:
        stored.wait(30)
        commit()
        return desk.upload(upload_id)

    return attempts(desk.lab, [wait_and_commit, place])[1]


@pytest.mark.parametrize("at_once_max", BOTH)
def test_no_chunk_gets_into_a_file_that_its_commit_did_not_see(
    desk: Desk, at_once_max: int
) -> None:
    for turn, data in enumerate(contents(12, 300)):
        upload_id = desk.sent(data)
        commit = later(turn % 4 * 0.002, partial(desk.commit, upload_id, data, at_once_max))
        placed = replaced(desk, upload_id, turn % 3 * 100, commit)
        desk.lab.work()
        if isinstance(placed, Upload):
            assert desk.latest(upload_id).state is CommitState.FAILED
            assert desk.state(upload_id) is UploadState.OPEN
            data = desk.placed(upload_id)
            assert OTHER in data
            assert told(desk.commit(upload_id, data)) is None
        else:
            assert isinstance(placed, Conflict | NotFound)
            assert desk.latest(upload_id).state is CommitState.COMPLETED
        assert desk.whole(upload_id) == data


def test_the_missing_chunk_and_the_commit_never_miss_each_other(desk: Desk) -> None:
    for data in contents(8):
        upload_id = desk.begin(200)
        desk.place(upload_id, 0, data[:100])
        calls: list[Callable[[], Commit | Upload]] = [
            partial(desk.commit, upload_id, data),
            partial(desk.place, upload_id, 100, data[100:]),
        ]
        commit, placed = attempts(desk.lab, calls)
        assert isinstance(placed, Upload)
        if isinstance(commit, UploadServiceError):
            assert desk.upload(upload_id).missing_bytes == 0
            assert told(desk.commit(upload_id, data)) is None
        assert desk.whole(upload_id) == data


def check_withdrawn_or_made(desk: Desk, upload_id: UUID, data: bytes) -> bool:
    """Whether there is an artifact; then all of it is there, else nothing is."""
    desk.lab.work()
    made = [it for it in desk.all_artifacts() if it.upload_id == upload_id]
    commits = [it for it in desk.all_commits() if it.upload_id == upload_id]
    if made:
        assert desk.whole(upload_id) == data
        assert [it.artifact_id for it in commits] == [made[0].id]
        return True
    assert desk.state(upload_id) is UploadState.ABORTED
    assert {told(it) for it in commits} <= {WITHDRAWN}
    assert all(it.state is CommitState.FAILED for it in commits)
    assert desk.placements.chunks(upload_id) == []
    return False


@pytest.mark.parametrize("at_once_max", BOTH)
def test_a_commit_and_a_withdrawal_never_both_win(desk: Desk, at_once_max: int) -> None:
    for turn, data in enumerate(contents(12)):
        upload_id = desk.sent(data)
        calls: list[Callable[[], object]] = [
            partial(desk.commit, upload_id, data, at_once_max),
            later(turn * 0.004, partial(desk.withdraw, upload_id)),
        ]
        commit, withdrawn = attempts(desk.lab, calls)
        assert withdrawn is None
        made = check_withdrawn_or_made(desk, upload_id, data)
        assert isinstance(commit, Commit) or (isinstance(commit, NotFound) and not made)


def test_a_worker_and_a_withdrawal_never_both_win(desk: Desk) -> None:
    for turn, data in enumerate(contents(16)):
        upload_id = desk.begun(data)
        calls: list[Callable[[], None]] = [
            partial(desk.lab.operations.uploads.assemble, upload_id),
            later(turn * 0.003, partial(desk.withdraw, upload_id)),
        ]
        assert attempts(desk.lab, calls) == [None, None]
        check_withdrawn_or_made(desk, upload_id, data)
        assert len(desk.all_commits()) == turn + 1


def test_of_several_workers_one_makes_the_artifact(desk: Desk) -> None:
    for data in contents(5):
        upload_id = desk.begun(data)
        attempts(desk.lab, [partial(desk.lab.operations.uploads.assemble, upload_id)] * 4)
        assert desk.upload(upload_id).leases == 1
        assert desk.whole(upload_id) == data
    assert len(desk.all_artifacts()) == 5
