"""What was announced of an upload is read once, for as long as nothing changes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.uploads.recent_rows import RecentRows
from tests.house.client import Api
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.placements.desk import Desk
from tests.uploads.stored import PARTS, Sender


def reads_rows(statement: str) -> bool:
    """Whether it reads what was announced of an upload's chunks."""
    of_blobs = 'FROM "upload_blobs"' in statement and '"sha256"' in statement
    return of_blobs or 'FROM "chunks"' in statement


def test_pages_read_the_rows_of_an_upload_once_as_long_as_they_stay(
    lab: Lab, api: Api, project: str
) -> None:
    numbered = Sender(api, project, api.upload(project, 450), past_service=False)
    for number in (1, 2):
        numbered.send(number, PARTS[number])
    desk = Desk(lab, "other")
    placed = desk.begin(200)
    desk.place(placed, 0, b"x" * 100)
    for owner, upload, change in (
        (api, numbered.upload, partial(numbered.announce, 3, PARTS[3])),
        (desk.api, placed, partial(desk.place, placed, 100, b"y" * 100)),
    ):
        path = f"/uploads/{upload}/chunks"
        with statements_of(lab.database) as seen:
            before = len(owner.get(path).json["results"])
        assert sum(map(reads_rows, seen)) == 1
        with statements_of(lab.database) as seen:
            for _ in range(3):
                owner.get(path, query_string="per_page=1")
        assert seen
        assert not any(map(reads_rows, seen))
        change()
        assert len(owner.get(path).json["results"]) == before + 1


def test_the_rows_of_few_uploads_are_remembered(rows: Rows) -> None:
    read: list[UUID] = []

    def rows_of(upload_id: UUID) -> list[int]:
        read.append(upload_id)
        return [1, 2, 3]

    recent = RecentRows(rows_of, rows_max=9)
    uploads = [rows.upload() for _ in range(3)]
    for _ in range(2):
        for one in uploads[:2]:
            assert list(recent.of(one)) == [1, 2, 3]
    assert read == [uploads[0].id, uploads[1].id]
    recent.of(uploads[2])
    recent.of(uploads[0])
    assert len(read) == 4
    recent.of(replace(uploads[0], revision=2))
    assert len(read) == 5
    gone = replace(uploads[0], revision=3, state=UploadState.PURGED)
    recent.of(gone)
    recent.of(gone)
    assert len(read) == 7
