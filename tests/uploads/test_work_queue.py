"""Uploads as a list of work: leases, their end, and requeueing."""

from __future__ import annotations

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import UploadState, Verified
from tests.house.rows import MD5, Rows

SHA1 = Digest("sha1", "b" * 40)

AWAY = Failure(FailureCode.STORAGE_UNAVAILABLE)


def test_one_claim_at_a_time_until_it_runs_out(rows: Rows) -> None:
    upload = rows.assembling()
    first = rows.lease(upload)
    assert first is not None
    assert first.attempts == 1
    assert rows.lease(upload) is None
    rows.lab.clock.forward(seconds=59)
    assert rows.lease(upload) is None
    assert rows.lab.records.work_queue.renew(first, rows.lab.clock())
    second = rows.lease(upload)
    assert second is not None
    assert second.attempts == 2


def test_only_what_is_assembling_can_be_claimed(rows: Rows) -> None:
    for state in UploadState:
        if state is not UploadState.ASSEMBLING:
            assert rows.lease(rows.upload(state=state)) is None


def test_a_lost_claim_changes_nothing(rows: Rows) -> None:
    table, upload = rows.lab.records.work_queue, rows.assembling()
    lost = rows.lease(upload)
    rows.lab.clock.forward(seconds=61)
    held = rows.lease(upload)
    assert lost is not None
    assert held is not None
    now = rows.lab.clock()
    assert not table.renew(lost, now)
    assert not table.finish(lost, Proof(Verified.WHOLE, [SHA1]), now)
    assert not table.fail(lost, AWAY, now)
    assert rows.get(upload.id).state is UploadState.ASSEMBLING
    assert table.finish(held, Proof(Verified.CHUNKS, [SHA1]), now)
    assert not table.fail(held, AWAY, now)
    details = rows.lab.records.uploads.details(upload.id)
    assert details is not None
    assert details.upload.verified is Verified.CHUNKS
    assert [(it.digest, it.origin) for it in details.digests] == [
        (MD5, "client"),
        (SHA1, "service"),
    ]


def test_what_is_postponed_is_due_again_later(rows: Rows) -> None:
    upload = rows.assembling()
    claimed = rows.lease(upload)
    assert claimed is not None
    rows.lab.records.work_queue.postpone(claimed, rows.lab.clock())
    assert rows.lease(upload) is not None


def test_what_failed_is_requeued_once(rows: Rows) -> None:
    table = rows.lab.records.work_queue
    uploads = [rows.assembling() for _ in range(3)]
    for upload in uploads[:2]:
        claimed = rows.lease(upload)
        assert claimed is not None
        assert table.fail(claimed, AWAY, rows.lab.clock())
    failed = {it.id for it in table.failed()}
    assert failed == {it.id for it in uploads[:2]}
    now = rows.lab.clock()
    one, other, waiting = (it.id for it in uploads)
    assert table.requeue([one, waiting], now) == [one]
    assert table.requeue([one], now) == []
    assert table.requeue(None, now) == [other]
    lifted = rows.get(one)
    assert (lifted.state, lifted.attempts) == (UploadState.ASSEMBLING, 0)
    assert (lifted.failure, lifted.failed_at, lifted.consistent_at) == (None, None, None)
    assert lifted.claimed == MD5


def test_the_newest_are_shown(rows: Rows) -> None:
    uploads = []
    for _ in range(3):
        uploads.append(rows.upload().id)
        rows.lab.clock.forward(seconds=1)
    assert [it.id for it in rows.lab.records.work_queue.recent(2)] == uploads[:0:-1]
