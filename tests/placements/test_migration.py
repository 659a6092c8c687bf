"""Migration 0004 on a database of 0003 that has uploads of both older kinds, blobs and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from db.migrate import difference
from dds_upload.bootstrap.installation import migrate_all
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.upload import UploadState
from tests.db.old import OldUploads
from tests.house.setting import build_lab, settings_for
from tests.placements.desk import ALL, Desk

DATA = bytes(range(200))


@pytest.fixture
def old(empty_url: str, tmp_path: Path) -> Iterator[OldUploads]:
    """Return a database as 0003 left it, with a user and a provider."""
    lab = build_lab(settings_for(empty_url, tmp_path))
    yield OldUploads(lab, "0003_assemblies")
    lab.close()


def filled(old: OldUploads) -> tuple[UUID, UUID]:
    """The ids of an upload by number and of one by content, with all that hangs on them."""
    by_number = old.upload("open")
    old.chunk(by_number, 1, 50)
    by_content = old.upload("complete", by_content=True, claimed_algorithm="sha1")
    for position in range(2):
        blob = old.blob(b"%d" % position)
        old.insert("upload_blobs", upload_id=by_content, position=position, blob_id=blob)
    old.insert(
        "derived_files",
        upload_id=by_content,
        kind="index",
        name="index-1",
        size=1,
        created_at=1,
        digest_algorithm="md5",
        digest_value="a" * 32,
    )
    old.upload("purged", by_content=True, due_at=5)
    return by_number, by_content


def test_what_was_there_stays_as_it_was(old: OldUploads) -> None:
    filled(old)
    before = old.rows()
    assert len(before["uploads"]) == 3
    assert difference(old.database).pending[:1] == ["0004_commits"]
    assert old.migrate("0004_commits") == ["0004_commits"]
    after = old.rows()
    assert (after.pop("artifacts"), after.pop("commits")) == ([], [])
    assert [row.pop("by_offset") for row in after["uploads"]] == [False] * 3
    assert after == before
    migrate_all(old.lab.service)
    assert (difference(old.database).pending, migrate_all(old.lab.service)) == ([], [])


def test_older_uploads_are_read_and_worked_on_as_before(old: OldUploads) -> None:
    by_number, by_content = filled(old)
    lab = old.lab
    old.go_forward()
    found = lab.records.uploads.get(by_number)
    assert found is not None
    assert (found.state, found.addressing, found.outcome) == (
        UploadState.OPEN,
        Addressing.NUMBER,
        None,
    )
    assert [chunk.number for chunk in lab.records.chunks.chunks(by_number)] == [1]
    joined = lab.records.uploads.get(by_content)
    assert joined is not None
    assert (joined.addressing, joined.outcome) == (Addressing.CONTENT, OutcomeKind.FILES)
    assert [it.size for it in lab.records.blobs.segments(by_content)] == [1, 1]
    lab.work()
    assert lab.state(str(by_number)) is UploadState.EXPIRED


def test_older_uploads_are_none_by_offset_and_have_no_commits(old: OldUploads) -> None:
    uploads = filled(old)
    old.go_forward()
    placements, commits = old.lab.records.placements, old.lab.records.commits
    for upload_id in uploads:
        assert placements.find(upload_id, old.user_id, OutcomeKind.ARTIFACT) is None
        assert commits.latest(upload_id) is None
    assert (
        placements.page(old.user_id, OutcomeKind.ARTIFACT, ALL).total
        == commits.page(old.user_id, ALL).total
        == 0
    )


def test_commits_are_made_on_a_database_that_went_forward(old: OldUploads) -> None:
    filled(old)
    old.container("content-00")  # its disk is there
    old.go_forward()
    desk = Desk(old.lab)
    artifact = desk.made(DATA)
    assert desk.whole(artifact.upload_id) == DATA
    assert desk.all_artifacts() == [artifact]
