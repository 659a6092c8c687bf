"""Uploads as rows: what is written is read back, and every change is a compare-and-swap."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from db.batches import BATCH
from dds_upload.core.errors import IllegalTransition
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.core.uploads.upload import UploadState
from tests.house.rows import MD5, Rows
from tests.house.statements import single_statements_of


def test_an_upload_is_read_back_as_it_was(rows: Rows) -> None:
    upload = rows.upload(SIZE_MAX, name="naïve 😀 'quoted'; \" .txt", content_type="")
    assert rows.get(upload.id) == upload
    assert rows.lab.records.uploads.get(uuid4()) is None
    assert rows.lab.records.uploads.details(uuid4()) is None


def test_only_what_is_still_as_it_was_read_can_be_completed(rows: Rows) -> None:
    uploads, upload = rows.lab.records.uploads, rows.upload()
    rows.grant(upload, 1, 50)
    assert not uploads.begin_assembly(upload, MD5, rows.caller, rows.lab.clock())
    assert rows.get(upload.id).claimed is None
    details = uploads.details(upload.id)
    assert details is not None
    assert details.digests == []
    assert uploads.begin_assembly(rows.get(upload.id), MD5, rows.caller, rows.lab.clock())
    assert rows.get(upload.id).claimed == MD5


def test_only_what_is_still_as_it_was_read_can_be_discarded(rows: Rows) -> None:
    uploads, upload = rows.lab.records.uploads, rows.upload()
    rows.grant(upload, 1, 50)
    aborted = UploadState.ABORTED
    assert not uploads.discard(upload, aborted, rows.caller, rows.lab.clock())
    assert uploads.discard(rows.get(upload.id), aborted, rows.caller, rows.lab.clock())
    assert rows.get(upload.id).gone_at is not None
    with pytest.raises(IllegalTransition):
        uploads.discard(rows.get(upload.id), UploadState.PURGED, rows.caller, rows.lab.clock())


def test_only_open_and_idle_uploads_expire(rows: Rows) -> None:
    upkeep = rows.lab.records.upkeep
    uploads = {state: rows.upload(state=state).id for state in UploadState}
    active = rows.upload()
    rows.lab.clock.forward(days=2)
    rows.grant(active, 1, 50)
    fresh = rows.upload()
    now = rows.lab.clock()
    assert upkeep.expire(now - timedelta(days=1), now) == 1
    for state, upload in uploads.items():
        expected = UploadState.EXPIRED if state is UploadState.OPEN else state
        assert rows.get(upload).state is expected
    for upload in (active.id, fresh.id):
        assert rows.get(upload).state is UploadState.OPEN


#: As it is, or by the name of the statement that PostgreSQL has planned before.
_INSERT = re.compile(r'(?:INSERT INTO "|EXECUTE dds_insert_into_)(events|open_uploads)')


def test_many_expire_a_batch_in_each_transaction(rows: Rows) -> None:
    idle = rows.upload()
    more = [replace(idle, id=uuid4()) for _ in range(BATCH + 1)]
    rows.lab.records.uploads.add(more, rows.caller)
    rows.lab.clock.forward(days=2)
    now = rows.lab.clock()
    with single_statements_of(rows.lab.database) as seen:
        assert rows.lab.records.upkeep.expire(now - timedelta(days=1), now) == len(more) + 1
    assert not [it for it in rows.lab.records.work_queue.recent(BATCH * 2) if it.gone_at is None]
    begun = [sql for sql in seen if sql.startswith("UPDATE")]
    inserted = [found[1] for sql in seen if (found := _INSERT.match(sql))]
    assert len(begun) == 4  # nothing is left; and nothing had failed
    assert inserted == ["events", "open_uploads"] * 2


def test_who_waits_longest_is_due_first(rows: Rows) -> None:
    upkeep = rows.lab.records.upkeep
    uploads = [rows.upload() for _ in range(3)]
    now = rows.lab.clock()
    for upload, hours in zip(uploads, (1, 3, -1), strict=True):
        upkeep.postpone(upload, now - timedelta(hours=hours))
    rows.upload()
    assert [it for it, _ in upkeep.due(now, 10)] == [uploads[1].id, uploads[0].id]
    assert [it for it, _ in upkeep.due(now, 1)] == [uploads[1].id]


def test_a_transaction_is_kept_together_or_not_at_all(rows: Rows) -> None:
    database = rows.lab.database
    kept = []

    def fail_in_the_middle() -> None:
        with database.transaction():
            kept.append(rows.upload().id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert rows.lab.records.uploads.get(kept[0]) is None
