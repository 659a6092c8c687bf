"""The worker on a bad day: killed, without storage, too slow, or with more to do than fits."""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.placements.commits import CommitState
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.placements.commit_upload import AT_ONCE_MAX
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from dds_upload.protocols.pulp.words import WORDS
from providers.memory.options import Switches
from tests.blobs.contents import count
from tests.placements.desk import LATER, Desk, sha256
from tests.placements.outcomes import told

DATA = bytes(range(250))
LEASE = RetryPolicy().lease.total_seconds()

STORAGE_GAVE_UP = WORDS.say_failure(Failure(FailureCode.STORAGE_UNAVAILABLE))
DEFECT = WORDS.say_failure(Failure(FailureCode.INTERNAL_ERROR))
NEVER_ENDED = WORDS.say_failure(Failure(FailureCode.NEVER_ENDED))


def check_complete(desk: Desk, upload_id: UUID) -> None:
    """The commit has ended well, and named what there is."""
    commit, (artifact,) = desk.latest(upload_id), desk.all_artifacts()
    assert (commit.state, commit.artifact_id) == (CommitState.COMPLETED, artifact.id)
    assert (artifact.sha256, artifact.size) == (sha256(DATA).value, len(DATA))
    assert desk.whole(upload_id) == DATA


def check_open_again(desk: Desk, upload_id: UUID, error: str) -> None:
    """The commit says why it failed, and its client can go on."""
    commit, upload = desk.latest(upload_id), desk.upload(upload_id)
    assert (commit.state, told(commit)) == (CommitState.FAILED, error)
    assert (upload.state, upload.claimed, upload.completed_at) == (UploadState.OPEN, None, None)
    assert upload.failure is None
    assert count(desk.lab, "upload_digests") == 0
    assert desk.all_artifacts() == []
    assert desk.missing(upload_id) == []


def test_what_died_with_its_worker_is_done_by_the_next(memory_desk: Desk) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begun(DATA)
    assert memory_desk.latest(upload_id).state is CommitState.WAITING
    lab.crash(str(upload_id))
    lab.work()
    assert memory_desk.state(upload_id) is UploadState.ASSEMBLING
    lab.clock.forward(seconds=LEASE + 1)
    lab.work()
    check_complete(memory_desk, upload_id)
    assert memory_desk.upload(upload_id).attempts == 2


def test_a_commit_that_kills_its_workers_is_given_up_and_can_be_tried_again(
    memory_desk: Desk,
) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begun(DATA)
    for _ in range(RetryPolicy().attempts):
        lab.crash(str(upload_id))
        lab.clock.forward(seconds=LEASE + 1)
    lab.work()
    check_open_again(memory_desk, upload_id, NEVER_ENDED)
    memory_desk.commit(upload_id, DATA)
    check_complete(memory_desk, upload_id)


def test_storage_that_comes_back_is_asked_again_with_growing_pauses(
    memory_desk: Desk, memory_switches: Switches
) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.sent(DATA)
    memory_switches.available = False
    commit = memory_desk.commit(upload_id, DATA)
    assert commit.state is CommitState.RUNNING
    for pause in (2, 4, 8):
        lab.work()  # not due yet
        assert lab.attempts(str(upload_id)) == {2: 1, 4: 2, 8: 3}[pause]
        lab.clock.forward(seconds=pause)
        lab.work()
    assert memory_desk.latest(upload_id) == commit  # it began once
    memory_switches.available = True
    assert memory_desk.commit(upload_id, DATA) == commit
    lab.clock.forward(seconds=16)
    lab.work()
    check_complete(memory_desk, upload_id)
    assert memory_desk.latest(upload_id).started_at == commit.started_at


def test_storage_that_stays_away_fails_the_commit_and_never_the_upload(
    memory_desk: Desk, memory_switches: Switches
) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begun(DATA)
    first = memory_desk.latest(upload_id)
    memory_switches.available = False
    for _ in range(RetryPolicy().attempts):
        assert memory_desk.state(upload_id) is UploadState.ASSEMBLING
        lab.work()
        lab.clock.forward(minutes=10)
    check_open_again(memory_desk, upload_id, STORAGE_GAVE_UP)
    lab.work()
    memory_switches.available = True
    second = memory_desk.commit(upload_id, DATA)
    assert second.id != first.id
    check_complete(memory_desk, upload_id)
    assert {it.state for it in memory_desk.all_commits()} == {
        CommitState.FAILED,
        CommitState.COMPLETED,
    }


def test_the_details_of_a_defect_stay_in_the_log(
    memory_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begun(DATA)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret")

    store: Any = lab.providers.default.abilities.concatenator
    with monkeypatch.context() as patch:
        patch.setattr(store, "concatenate", broken)
        for _ in range(RetryPolicy().attempts):
            lab.work()
            lab.clock.forward(minutes=10)
    check_open_again(memory_desk, upload_id, DEFECT)
    memory_desk.commit(upload_id, DATA)
    check_complete(memory_desk, upload_id)


def test_a_worker_that_was_given_up_on_changes_nothing(memory_desk: Desk) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begun(DATA)
    late = lab.crash(str(upload_id))
    lab.clock.forward(seconds=LEASE + 1)
    lab.work()
    before = memory_desk.upload(upload_id), memory_desk.all_commits()
    outcome = lab.operations.uploads.assemble.outcomes.of(late)
    assert not lab.operations.uploads.assemble.assemble(late)
    assert not outcome.fail(late, Failure.told("too late"), lab.clock())
    assert (memory_desk.upload(upload_id), memory_desk.all_commits()) == before
    check_complete(memory_desk, upload_id)


def test_a_worker_that_was_given_up_on_does_not_put_old_chunks_into_a_newer_commit(
    memory_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.begin(len(DATA))
    for offset, chunk in ((0, DATA[:100]), (100, b"x" * 100), (200, DATA[200:])):
        memory_desk.place(upload_id, offset, chunk)
    memory_desk.commit(upload_id, DATA, LATER)
    stalled, go_on = Event(), Event()
    store: Any = lab.providers.default.abilities.concatenator
    join = store.concatenate

    def stall_the_first_time(*what: Any, **more: Any) -> None:
        if not stalled.is_set():
            stalled.set()
            go_on.wait(30)
        join(*what, **more)

    monkeypatch.setattr(store, "concatenate", stall_the_first_time)
    late = Thread(target=lab.work)
    late.start()
    assert stalled.wait(30)
    lab.clock.forward(seconds=LEASE + 1)
    lab.work()
    assert memory_desk.latest(upload_id).state is CommitState.FAILED
    memory_desk.place(upload_id, 100, DATA[100:200])
    memory_desk.commit(upload_id, DATA)
    check_complete(memory_desk, upload_id)
    go_on.set()
    late.join()
    check_complete(memory_desk, upload_id)


def test_what_is_too_much_for_at_once_is_done_by_the_worker(memory_desk: Desk) -> None:
    lab, upload_id = memory_desk.lab, memory_desk.sent(DATA)
    queued: list[UUID] = []
    commit_upload = replace(memory_desk.do.commit, queue_assembly=queued.append)
    claimed, bound = sha256(DATA), len(DATA) - 1
    commit = commit_upload(memory_desk.caller, upload_id, claimed, "", at_once_max=bound)
    assert commit.state is CommitState.WAITING
    assert queued == [upload_id]
    again = commit_upload(memory_desk.caller, upload_id, claimed, "", at_once_max=bound)
    assert again == commit
    assert queued == [upload_id]
    lab.work()
    check_complete(memory_desk, upload_id)
    assert memory_desk.latest(upload_id).id == commit.id


def test_what_is_just_not_too_much_is_done_at_once(memory_desk: Desk) -> None:
    assert AT_ONCE_MAX == 64 * 2**20
    upload_id = memory_desk.sent(DATA)
    commit = memory_desk.commit(upload_id, DATA, len(DATA))
    assert commit.state is CommitState.COMPLETED
    check_complete(memory_desk, upload_id)
