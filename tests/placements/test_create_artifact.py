"""Artifacts of bytes sent at once, whoever makes them, and of uploads that were committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dds_upload.core.errors import StorageUnavailable, ValidationFailed
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.storage.layout import blob_key
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.placements.create_artifact import CreateArtifact
from tests.blobs.contents import count
from tests.placements.desk import Desk, incoming

DATA = bytes(range(80))


def send(
    desk: Desk, data: bytes = DATA, create: CreateArtifact | None = None, *, claim: bool = True
) -> Artifact:
    """POST the bytes."""
    create = create or desk.do.create_artifact
    return create(desk.caller, incoming(data, claim=claim, sized=False), "a.dat", "cid")


def elsewhere(desk: Desk, meanwhile: Callable[[], object]) -> CreateArtifact:
    """The operation where somebody else took the work, and what they do while it waits."""
    create = desk.do.create_artifact
    commit = replace(create.commit, assemble=lambda upload_id: None)
    return replace(create, commit=commit, pause=lambda seconds: _ignore(meanwhile()))


def _ignore(result: object) -> None:
    """It is waited for, and that is all."""


def test_bytes_become_an_artifact_at_once(desk: Desk) -> None:
    for size in (0, 1, 80, 100):
        data = bytes(range(100))[:size]
        artifact = send(desk, data)
        assert (artifact.size, artifact.owner_id) == (size, desk.owner)
        assert desk.whole(artifact.upload_id) == data
        assert desk.upload(artifact.upload_id).name == "a.dat"
        assert desk.all_commits()[0].artifact_id == artifact.id
    assert len(desk.all_commits()) == len(desk.all_artifacts()) == 4


def test_known_content_gives_the_artifact_there_is_and_begins_nothing(desk: Desk) -> None:
    artifact = desk.made(DATA, 20)
    assert send(desk) == artifact
    assert (count(desk.lab, "uploads"), count(desk.lab, "commits")) == (1, 1)


def test_who_was_faster_is_waited_for(desk: Desk) -> None:
    artifact = send(desk, create=elsewhere(desk, desk.lab.work))
    assert desk.whole(artifact.upload_id) == DATA


def test_waiting_has_an_end_and_the_same_bytes_find_the_artifact_later(desk: Desk) -> None:
    clock = desk.lab.clock
    with pytest.raises(StorageUnavailable, match="still being made"):
        send(desk, create=elsewhere(desk, lambda: clock.forward(seconds=5)))
    desk.lab.work()
    (artifact,) = desk.all_artifacts()
    assert send(desk) == artifact
    assert desk.whole(artifact.upload_id) == DATA


def test_no_connection_is_held_while_it_waits(desk: Desk) -> None:
    held: list[int] = []

    def note_and_work() -> None:
        held.append(desk.lab.database.connections_in_use())
        desk.lab.work()

    send(desk, create=elsewhere(desk, note_and_work))
    assert held == [0]


def test_bytes_that_storage_has_lost_are_stored_again(desk: Desk) -> None:
    made = desk.made(DATA)
    lost: Any = desk.chunks(made.upload_id)[0].blob.key
    desk.lab.providers.default.abilities.store.remove(lost)
    other = Desk(desk.lab, "other")
    assert other.whole(send(other).upload_id) == DATA
    assert len(other.all_artifacts()) == 1
    assert desk.whole(made.upload_id) == DATA


def test_a_committed_upload_gives_its_artifact(desk: Desk) -> None:
    artifact, second = desk.made(DATA), desk.sent(DATA, 20)
    with pytest.raises(ValidationFailed):
        desk.do.artifacts.of_upload(desk.caller, second)
    desk.commit(second, DATA)
    for upload_id in (artifact.upload_id, second):
        assert desk.do.artifacts.of_upload(desk.caller, upload_id).id == artifact.id
    other = Desk(desk.lab, "other")
    with pytest.raises(ValidationFailed):
        other.do.artifacts.of_upload(other.caller, second)
    desk.do.artifacts.delete(desk.caller, artifact.id)
    for upload_id in (artifact.upload_id, second):
        assert desk.state(upload_id) is UploadState.PURGED
        with pytest.raises(ValidationFailed):
            desk.do.artifacts.of_upload(desk.caller, upload_id)


@pytest.mark.parametrize("claim", [True, False], ids=["claimed", "unclaimed"])
@pytest.mark.parametrize("cut", [20, 100], ids=["of many chunks", "of one"])
def test_of_bytes_that_come_again_the_artifact_is_whole_again(
    desk: Desk, cut: int, claim: bool
) -> None:
    artifact = desk.made(DATA, cut)
    store = desk.lab.providers.default.abilities.store
    for chunk in desk.chunks(artifact.upload_id)[:2]:
        store.remove(blob_key(chunk.blob.id))
    desk.lab.clock.forward(minutes=2)
    assert send(desk, claim=claim) == artifact
    assert desk.whole(artifact.upload_id) == DATA
