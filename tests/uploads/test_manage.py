"""Uploads as an operator sees them."""

from __future__ import annotations

from uuid import UUID

from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.uploads.manage_uploads import ManageUploads
from tests.house.rows import Rows


def test_what_failed_is_queued_and_its_worker_is_hinted(rows: Rows) -> None:
    hinted = list[UUID]()
    manage = ManageUploads(rows.lab.records.work_queue, hinted.append, rows.lab.clock)
    failed = [rows.upload(state=UploadState.FAILED).id for _ in range(3)]
    waiting = rows.upload(state=UploadState.OPEN).id

    assert {it.id for it in manage.failed()} == set(failed)
    assert [it.id for it in manage.recent(1)] == [waiting]
    assert manage.requeue([waiting, failed[0]]) == hinted == [failed[0]]
    assert rows.get(failed[0]).state is UploadState.ASSEMBLING
    assert set(manage.requeue()) == set(failed[1:]) == set(hinted[1:])
    assert list(manage.requeue()) == list(manage.failed()) == []
    assert len(hinted) == len(failed)
