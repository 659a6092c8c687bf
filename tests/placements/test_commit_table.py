"""The records of commits: at most one that has not ended for each upload, and how each ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import peewee
import pytest

from db.tables.placements import Commits
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.placements.commits import Commit, CommitState
from dds_upload.core.storage.digest import Digest
from tests.db.test_schema import first_of
from tests.house.statements import statements_of
from tests.placements.records import Records, is_refused

NO = Failure(FailureCode.WITHDRAWN)


def read(records: Records, commit: Commit) -> Commit:
    found = records.commits.get(commit.id, commit.owner_id)
    assert found is not None
    return found


def test_a_commit_is_read_back_as_it_was(records: Records) -> None:
    claimed = Digest("sha256", "e" * 64)
    now, artifact = records.moment(0), uuid4()
    commits = [
        records.commit(claimed=claimed, correlation_id="naïve 😀 '\"; %s"),
        records.commit(started_at=now),
        records.commit(finished_at=now, failure=Failure.told("it's broken")),
        records.commit(started_at=now, finished_at=now, artifact_id=artifact),
    ]
    assert [read(records, commit) for commit in commits] == commits
    states = ["waiting", "running", "failed", "completed"]
    assert [commit.state for commit in commits] == states


def test_only_its_owner_gets_it(records: Records) -> None:
    commit = records.commit()
    assert records.commits.get(commit.id, records.other) is None
    assert records.commits.get(uuid4(), records.owner) is None


def test_getting_one_and_the_latest_are_a_query_each(records: Records) -> None:
    commit = records.commit()
    with statements_of(records.lab.database) as seen:
        assert records.commits.get(commit.id, records.owner) == commit
        assert records.commits.latest(commit.upload_id) == commit
    assert len(seen) == 2


def test_the_latest_is_the_one_that_has_not_ended_or_the_newest(records: Records) -> None:
    upload, now = records.begin(), records.moment(0)
    assert records.commits.latest(upload.id) is None
    records.commit()
    failed = {"finished_at": now, "failure": NO}
    old = records.commit(upload, created_at=now, **failed)
    assert records.commits.latest(upload.id) == old
    newer = records.commit(upload, created_at=now + timedelta(microseconds=1), **failed)
    assert records.commits.latest(upload.id) == newer
    unfinished = records.commit(upload, created_at=now - timedelta(days=1))
    assert records.commits.latest(upload.id) == unfinished


def test_the_first_start_counts(records: Records) -> None:
    commit, now = records.commit(), records.moment(0)
    records.commits.start(commit.upload_id, now)
    records.commits.start(commit.upload_id, now + timedelta(seconds=5))
    assert (read(records, commit).started_at, read(records, commit).state) == (
        now,
        CommitState.RUNNING,
    )


def test_a_commit_ends_once(records: Records) -> None:
    now, later = records.moment(0), records.moment(5)
    for ends in (("complete", "fail"), ("fail", "complete")):
        commit, artifact = records.commit(), uuid4()
        records.commits.start(commit.upload_id, now)
        values: dict[str, Any] = {"complete": artifact, "fail": NO}
        for end, at in zip(ends, (now, later), strict=True):
            getattr(records.commits, end)(commit.upload_id, values[end], at)
        ended = read(records, commit)
        assert (ended.started_at, ended.finished_at) == (now, now)
        well = ends[0] == "complete"
        assert (ended.artifact_id, ended.failure) == ((artifact, None) if well else (None, NO))
        records.commits.start(commit.upload_id, later)
        assert read(records, commit) == ended


def test_a_commit_may_end_before_any_work_on_it_began(records: Records) -> None:
    commit, now = records.commit(), records.moment(0)
    records.commits.fail(commit.upload_id, NO, now)
    assert (read(records, commit).started_at, read(records, commit).state) == (
        None,
        CommitState.FAILED,
    )


def test_the_end_of_one_is_not_the_end_of_another(records: Records) -> None:
    upload, now = records.begin(), records.moment(0)
    former = records.commit(upload, finished_at=now, failure=Failure.told("former"))
    commit, other = records.commit(upload), records.commit()
    records.commits.start(upload.id, now)
    records.commits.fail(upload.id, NO, now)
    assert read(records, commit).failure == NO
    assert [read(records, it) for it in (former, other)] == [former, other]


def test_what_has_no_commit_can_be_started_and_ended_without_harm(records: Records) -> None:
    upload, now = records.begin(), records.moment(0)
    records.commits.start(upload.id, now)
    records.commits.complete(upload.id, uuid4(), now)
    records.commits.fail(upload.id, NO, now)
    assert records.commits.latest(upload.id) is None


def test_of_each_upload_one_commit_at_most_has_not_ended(records: Records) -> None:
    commit = records.commit()
    upload = records.get(commit.upload_id)
    for started_at in (None, records.moment(0)):
        with pytest.raises(peewee.IntegrityError):
            records.commit(upload, started_at=started_at)
    for _ in range(2):
        records.commit(upload, finished_at=records.moment(0), failure=NO)
    records.commits.fail(upload.id, NO, records.moment(0))
    assert records.commit(upload).state is CommitState.WAITING


ID = UUID(int=1)
REFUSED: list[dict[str, Any]] = [
    {"finished_at": 1},
    {"finished_at": 1, "error_code": "no", "artifact_id": ID},
    {"error_code": "no"},
    {"artifact_id": ID},
    {"error_code": "no", "artifact_id": ID},
    {"started_at": 1, "error_code": "no"},
    {"upload": ID},
    {"owner": ID},
    {"claimed_value": None},
    {"claimed_algorithm": None},
    {"correlation_id": None},
    {"created_at": None},
]


def test_the_database_refuses_what_is_no_commit(records: Records) -> None:
    commit = records.commit()
    row = first_of(records, Commits) | {"id": uuid4()}
    records.commits.fail(commit.upload_id, NO, records.moment(0))
    for broken in REFUSED:
        assert is_refused(records.lab, Commits.insert({**row, **broken})), broken
    records.lab.database.run(Commits.insert(row))


def test_an_upload_stays_as_long_as_it_has_commits(records: Records) -> None:
    commit = records.commit()
    with pytest.raises(peewee.IntegrityError):
        records.lab.database.sql("DELETE FROM uploads WHERE id = ?", (commit.upload_id.hex,))
    assert read(records, commit) == commit
