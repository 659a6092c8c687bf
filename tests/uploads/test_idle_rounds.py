"""A worker looks for work every few seconds, all its life; mostly there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from dds_upload.core.uploads.upload import UploadState
from tests.db.plans import plans_if_large
from tests.house.client import Api
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.house.statements import single_statements_of

DATA = bytes(150)


def test_rounds_without_work_only_read(lab: Lab, api: Api, project: str) -> None:
    api.upload(project, 100)
    api.stored(project, DATA, 100)
    lab.read_back()
    lab.work()
    with single_statements_of(lab.database) as seen:
        lab.work()
        lab.read_back()
    assert {sql.split()[0] for sql in seen} <= {"SELECT", "PREPARE", "SET", "EXECUTE"}


def test_uploads_to_work_on_are_found_by_indexes(rows: Rows) -> None:
    lab, now = rows.lab, rows.lab.clock()
    done = rows.upload(state=UploadState.COMPLETE)
    lab.records.uploads.add([replace(done, id=uuid4()) for _ in range(1000)], rows.caller)
    upkeep = lab.records.upkeep
    (idle,) = plans_if_large(lab.database, lambda: upkeep.expire(now - timedelta(days=7), now))
    (due,) = plans_if_large(lab.database, lambda: upkeep.due(now, 10))
    assert "uploads_open" in idle
    assert "uploads_due" in due
    for plan in (idle, due):
        assert "SCAN uploads" not in plan
        assert "Seq Scan" not in plan
        assert plan.count("Index Cond") == plan.count(" using "), plan  # none is read as a whole
