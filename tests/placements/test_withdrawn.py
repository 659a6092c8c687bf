"""Uploads that are given up or left alone: their bytes go, and what was said of them stays true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.errors import NotFound, ObjectMissing
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.placements.commits import CommitState
from dds_upload.core.storage.manifest import Manifest
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upload import UploadState
from dds_upload.protocols.pulp.words import WORDS
from tests.blobs.contents import age, count
from tests.placements.desk import LATER, Desk
from tests.placements.outcomes import told

DATA = bytes(range(250))

WITHDRAWN = WORDS.say_failure(Failure(FailureCode.WITHDRAWN))


def while_read(desk: Desk, monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """Do that when the worker begins to read the file it has joined."""
    store: Any = desk.lab.providers.default.abilities.store
    read = store.open

    def do_and_open(*what: Any) -> Any:
        stored = read(*what)
        monkeypatch.setattr(store, "open", read)
        then()
        return stored

    monkeypatch.setattr(store, "open", do_and_open)


def joined(desk: Desk, upload_id: UUID) -> bool:
    """Whether storage has a file for the upload."""
    try:
        desk.content(upload_id)
    except ObjectMissing:
        return False
    return True


def test_what_is_withdrawn_while_the_worker_reads_is_never_an_artifact(
    memory_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lab = memory_desk, memory_desk.lab
    upload_id = desk.begun(DATA)
    while_read(desk, monkeypatch, lambda: desk.withdraw(upload_id))
    lab.operations.uploads.assemble(upload_id)
    commit = desk.latest(upload_id)
    assert (commit.state, told(commit)) == (CommitState.FAILED, WITHDRAWN)
    assert desk.all_artifacts() == []
    assert desk.state(upload_id) is UploadState.ABORTED
    assert joined(desk, upload_id)
    lab.work()
    assert not joined(desk, upload_id)


def test_bytes_are_removed_again_a_day_later_and_then_the_upload_is_forgotten(
    memory_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lab = memory_desk, memory_desk.lab
    upload_id = desk.begun(DATA)
    late, chunks = lab.crash(str(upload_id)), list(desk.placements.chunks(upload_id))
    desk.withdraw(upload_id)
    commit = desk.latest(upload_id)
    lab.work()
    assert count(lab, "upload_blobs") == 0
    # A worker that read its chunks before joins them now.
    manifest = Manifest(tuple(chunk.blob.segment for chunk in chunks))
    work = lab.operations.uploads.assemble
    work.join(late, manifest, work.pieces[late.addressing])
    assert joined(desk, upload_id)
    lab.clock.forward(hours=23)
    lab.work()
    assert joined(desk, upload_id)
    assert desk.do.commit.commits.get(commit.id, desk.owner) == commit
    key = desk.upload(upload_id).key
    lab.clock.forward(hours=2)
    lab.work()
    with pytest.raises(ObjectMissing):
        lab.providers.default.abilities.store.open(key)
    assert desk.placements.find(upload_id, desk.owner, OutcomeKind.ARTIFACT) is None
    assert (count(lab, "uploads"), count(lab, "commits"), count(lab, "upload_digests")) == (0, 0, 0)


def test_chunks_of_a_withdrawn_upload_go_after_a_day_unless_others_use_them(
    memory_desk: Desk,
) -> None:
    desk, lab = memory_desk, memory_desk.lab
    kept = desk.made(DATA[:100] + b"kept").upload_id
    upload_id = desk.sent(DATA)
    desk.withdraw(upload_id)
    lab.work()
    lab.operations.blobs.clean()
    assert count(lab, "blobs") == 4
    age(lab, hours=25)
    lab.operations.blobs.clean()
    assert count(lab, "blobs") == 2
    assert desk.whole(kept) == DATA[:100] + b"kept"


def test_withdrawing_a_complete_upload_changes_nothing(memory_desk: Desk) -> None:
    desk, lab = memory_desk, memory_desk.lab
    artifact = desk.made(DATA)
    before = desk.upload(artifact.upload_id), desk.all_commits(), desk.all_artifacts()
    desk.withdraw(artifact.upload_id)
    lab.work()
    assert (desk.upload(artifact.upload_id), desk.all_commits(), desk.all_artifacts()) == before
    assert desk.whole(artifact.upload_id) == DATA


def test_what_was_withdrawn_is_not_there_any_more(memory_desk: Desk) -> None:
    desk, upload_id = memory_desk, memory_desk.sent(DATA)
    desk.commit(upload_id, b"another")
    desk.withdraw(upload_id)
    assert told(desk.latest(upload_id)) != WITHDRAWN  # it had ended
    for call in (
        lambda: desk.withdraw(upload_id),
        lambda: desk.place(upload_id, 0, b"x" * 100),
        lambda: desk.commit(upload_id, DATA),
        lambda: desk.do.read.one(desk.caller, upload_id),
    ):
        with pytest.raises(NotFound):
            call()
    desk.lab.work()
    assert desk.state(upload_id) is UploadState.ABORTED


def test_idle_uploads_expire_and_those_with_a_recent_chunk_stay(memory_desk: Desk) -> None:
    desk, lab = memory_desk, memory_desk.lab
    expiry = lab.settings.upload_expiry
    idle, active, repaired, waiting = (desk.sent(DATA) for _ in range(4))
    desk.commit(idle, b"another")
    lab.clock.forward(seconds=expiry.total_seconds() - 3600)
    lab.work()
    desk.place(active, 0, b"x" * 100)
    desk.commit(repaired, b"another")
    desk.commit(waiting, DATA, LATER)
    lab.clock.forward(hours=2)
    lab.work()
    assert desk.state(idle) is UploadState.EXPIRED
    assert [desk.state(it) for it in (active, repaired)] == [UploadState.OPEN] * 2
    assert desk.whole(waiting) == DATA
    with pytest.raises(NotFound):
        desk.place(idle, 0, DATA[:100])


def test_an_expired_upload_takes_its_commits_along_and_leaves_its_chunks_to_clean_up(
    memory_desk: Desk,
) -> None:
    desk, lab = memory_desk, memory_desk.lab
    upload_id = desk.sent(DATA)
    commit = desk.commit(upload_id, b"another")
    lab.clock.forward(seconds=lab.settings.upload_expiry.total_seconds() + 1)
    lab.work()
    assert (count(lab, "blobs"), count(lab, "upload_blobs")) == (3, 0)
    lab.operations.blobs.clean()
    assert count(lab, "blobs") == 0
    assert desk.commits.get(commit.id, desk.owner) == commit
    lab.clock.forward(hours=25)
    lab.work()
    assert (count(lab, "uploads"), count(lab, "commits")) == (0, 0)
