"""One content in several hands at the same moment: one artifact, and no file loses its bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from db.placements.artifacts import ArtifactTable
from dds_upload.core.errors import InUse, NotFound
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.uploads.upload import UploadState
from tests.placements.desk import LATER, Desk, incoming
from tests.placements.outcomes import attempts, kinds, later


@pytest.fixture
def project(desk: Desk) -> str:
    """A project that the user may write to."""
    return desk.api.project()


def contents(number: int, size: int = 200) -> list[bytes]:
    """Different ones."""
    return [Random(each).randbytes(size) for each in range(number)]


def downloaded(desk: Desk, file_id: UUID) -> bytes:
    """The bytes of a file, as its readers get them."""
    content: bytes = desk.api.fetch(desk.api.get(f"/files/{file_id}/url").json).content
    return content


@pytest.mark.parametrize("number", [2, 4])
def test_uploads_of_one_content_committed_at_once_are_one_artifact(desk: Desk, number: int) -> None:
    for turn, data in enumerate(contents(8 // number), 1):
        uploads = [desk.sent(data, cut) for cut in (100, 50, 100, 200 // 3)[:number]]
        outcomes = attempts(desk.lab, [partial(desk.commit, it, data) for it in uploads])
        commits = [it for it in outcomes if isinstance(it, Commit)]
        assert len(commits) == number
        artifacts = desk.all_artifacts()
        assert len(artifacts) == turn
        assert {it.artifact_id for it in commits} == {artifacts[0].id}
        assert artifacts[0].upload_id in uploads
        assert all(desk.whole(it) == data for it in uploads)


def test_workers_that_finish_one_content_at_once_make_one_artifact(desk: Desk) -> None:
    for turn, data in enumerate(contents(6), 1):
        uploads = [desk.begun(data), desk.begun(data, 50)]
        attempts(desk.lab, [partial(desk.lab.operations.uploads.assemble, it) for it in uploads])
        artifacts = desk.all_artifacts()
        assert len(artifacts) == turn
        assert {desk.latest(it).artifact_id for it in uploads} == {artifacts[0].id}


def test_bytes_sent_at_once_many_times_are_one_artifact(desk: Desk) -> None:
    for turn, data in enumerate(contents(5, 100), 1):

        def send(data: bytes = data) -> Artifact:
            chunk = incoming(data, sized=False)
            return desk.do.create_artifact(desk.caller, chunk, "a", "cid")

        outcomes = attempts(desk.lab, [send] * 4)
        assert kinds(outcomes) == {Artifact: 4}
        assert len(desk.all_artifacts()) == turn
        assert len({it.id for it in outcomes if isinstance(it, Artifact)}) == 1


def test_two_users_have_an_artifact_each(desk: Desk) -> None:
    other = Desk(desk.lab, "other")
    for data in contents(5):
        uploads = [(it, it.sent(data)) for it in (desk, other)]
        outcomes = attempts(desk.lab, [partial(it.commit, id, data) for it, id in uploads])
        assert kinds(outcomes) == {Commit: 2}
        assert all(it.whole(id) == data for it, id in uploads)
    assert len(desk.all_artifacts()) == len(other.all_artifacts()) == 5


def test_the_bytes_of_a_file_never_go_with_the_artifact(desk: Desk, project: str) -> None:
    for turn, data in enumerate(contents(12)):
        artifact, second = desk.made(data), desk.sent(data, 50)
        desk.commit(second, data)
        upload_id = (artifact.upload_id, second)[turn % 2]
        delete = partial(desk.do.artifacts.delete, desk.caller, artifact.id)
        calls: list[Callable[[], object]] = [
            later(turn // 2 % 3 * 0.003, delete),
            partial(desk.file, project, upload_id),
        ]
        deleted, file_id = attempts(desk.lab, calls)
        desk.lab.work()
        if isinstance(file_id, UUID):
            assert isinstance(deleted, InUse)
            assert downloaded(desk, file_id) == data
            assert desk.do.artifacts.one(desk.caller, artifact.id).sha256 == artifact.sha256
        else:
            assert (deleted, kinds([file_id])) == (None, {NotFound: 1})
            assert {desk.state(it) for it in (artifact.upload_id, second)} == {UploadState.PURGED}


def check_none_without_artifact(desk: Desk, *upload_ids: UUID) -> None:
    """What is complete has an artifact that its owner can read and delete."""
    for upload_id in upload_ids:
        upload = desk.upload(upload_id)
        if upload.state is UploadState.COMPLETE:
            assert upload.claimed is not None
            found = desk.artifact_rows.with_content(upload.claimed.value, desk.owner)
            assert found is not None, "a complete upload has no artifact"


def test_a_commit_and_the_end_of_the_artifact_leave_no_upload_without_one(desk: Desk) -> None:
    for turn, data in enumerate(contents(12)):
        artifact, second = desk.made(data), desk.begun(data, 50)
        delete = partial(desk.do.artifacts.delete, desk.caller, artifact.id)
        calls: list[Callable[[], object]] = [
            partial(desk.lab.operations.uploads.assemble, second),
            later(turn * 0.003, delete),
        ]
        assert attempts(desk.lab, calls) == [None, None]
        check_none_without_artifact(desk, artifact.upload_id, second)


def test_an_artifact_deleted_while_a_commit_names_it_leaves_no_upload_without_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytes(200)
    artifact, second = desk.made(data), desk.begun(data, 50)
    named, go_on, add = Event(), Event(), ArtifactTable.add

    def add_and_wait(self: Any, made: Artifact) -> UUID:
        stays = add(self, made)
        named.set()
        go_on.wait(0.5)  # the transaction is still open; on SQLite nobody else can write
        return stays

    monkeypatch.setattr(ArtifactTable, "add", add_and_wait)
    worker = Thread(target=desk.lab.work)
    worker.start()
    assert named.wait(30)
    desk.do.artifacts.delete(desk.caller, artifact.id)
    go_on.set()
    worker.join()
    check_none_without_artifact(desk, artifact.upload_id, second)


def test_content_committed_again_after_its_artifact_was_deleted_has_a_new_one(desk: Desk) -> None:
    data = bytes(range(200))
    first, waiting = desk.made(data), desk.sent(data)
    desk.do.artifacts.delete(desk.caller, first.id)
    desk.lab.work()
    assert desk.commit(waiting, data, LATER).artifact_id is None
    desk.lab.work()
    (second,) = desk.all_artifacts()
    assert second.id != first.id
    assert desk.whole(waiting) == data


def test_an_upload_that_is_purged_elsewhere_leaves_no_other_without_the_artifact(
    desk: Desk, project: str
) -> None:
    data = bytes(range(200))
    first, second = desk.made(data), desk.sent(data, 50)
    desk.commit(second, data)
    desk.file(project, second)
    desk.api.delete(f"/uploads/{first.upload_id}", expect=None)
    check_none_without_artifact(desk, first.upload_id, second)


def test_uploads_of_one_content_that_are_purged_elsewhere_at_once_take_the_artifact_along(
    desk: Desk,
) -> None:
    for data in contents(12):
        uploads = [desk.made(data).upload_id, desk.sent(data, 50)]
        desk.commit(uploads[1], data)
        calls = [partial(desk.api.delete, f"/uploads/{it}", expect=None) for it in uploads]
        attempts(desk.lab, calls)
        for artifact in desk.all_artifacts():
            assert desk.state(artifact.upload_id) is UploadState.COMPLETE
            desk.do.artifacts.delete(desk.caller, artifact.id)


def test_an_upload_is_purged_elsewhere_while_the_artifact_is_deleted(desk: Desk) -> None:
    """Both end, in whatever order they come, and nothing is left without the other."""
    for data in contents(12):
        uploads = sorted([desk.made(data).upload_id, desk.sent(data, 50)])
        for upload in uploads:
            desk.commit(upload, data)
        (artifact,) = desk.all_artifacts()
        calls: list[Callable[[], object]] = [
            partial(desk.do.artifacts.delete, desk.caller, artifact.id),
            partial(desk.api.delete, f"/uploads/{uploads[1]}", expect=None),
        ]
        deleted, aborted = attempts(desk.lab, calls)
        assert deleted is None
        assert getattr(aborted, "status_code", None) in {204, 409}
        assert desk.all_artifacts() == []
        assert {desk.state(it) for it in uploads} == {UploadState.PURGED}
