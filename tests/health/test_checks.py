"""What is wrong with an installation is said; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.database import Database
from db.health.heartbeats import HeartbeatTable
from dds_upload.core.health.checks import NotReady
from dds_upload.core.health.records import ProcessKind
from dds_upload.operations.health.checks import (
    CheckClock,
    CheckDatabase,
    CheckMigrations,
    CheckWorker,
)
from tests.accounts.setting import opened

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def beats(database_url: str) -> Iterator[HeartbeatTable]:
    with opened(database_url) as database:
        yield HeartbeatTable(database)


def test_the_last_beat_of_each_part_is_kept(beats: HeartbeatTable) -> None:
    assert beats.last(ProcessKind.WORKER) is None
    for second in (1, 2):
        beats.beat(ProcessKind.WORKER, NOW + timedelta(seconds=second))
    beats.beat(ProcessKind.API, NOW)
    assert beats.last(ProcessKind.WORKER) == NOW + timedelta(seconds=2)
    assert beats.last(ProcessKind.API) == NOW


def test_looking_at_the_database_writes(beats: HeartbeatTable) -> None:
    CheckDatabase(beats, lambda: NOW)()
    assert beats.last(ProcessKind.API) == NOW


def test_a_worker_has_to_be_heard_from(beats: HeartbeatTable) -> None:
    seconds, clock = [0.0], [NOW]
    check = CheckWorker(beats, lambda: clock[0], lambda: seconds[0])
    with pytest.raises(NotReady, match="ever"):
        check()
    beats.beat(ProcessKind.WORKER, NOW - timedelta(seconds=80))
    check()
    seconds[0] = 11
    with pytest.raises(NotReady, match="for 91 s"):
        check()
    beats.beat(ProcessKind.WORKER, NOW - timedelta(minutes=10))  # of a host whose clock is late
    check()
    clock[0] += timedelta(hours=1)
    seconds[0] = 100
    check()
    seconds[0] = 102
    with pytest.raises(NotReady, match="for 91 s"):
        check()


@pytest.mark.parametrize(("skew", "is_good"), [(-61, False), (-59, True), (59, True), (61, False)])
def test_clocks_have_to_agree(skew: int, is_good: bool) -> None:
    class Elsewhere(HeartbeatTable):
        def clock(self) -> datetime:
            return NOW + timedelta(seconds=skew)

    check = CheckClock(Elsewhere(Database("sqlite:///unused")), lambda: NOW)
    if is_good:
        check()
    else:
        with pytest.raises(NotReady, match="differ by 61 s"):
            check()


def test_a_database_tells_the_time_or_has_none(beats: HeartbeatTable, database_url: str) -> None:
    there = beats.clock()
    assert (there is None) == database_url.startswith("sqlite")
    CheckClock(beats, lambda: datetime.now(UTC))()


def test_migrations_that_differ_are_named(tmp_path: Path) -> None:
    CheckMigrations(lambda: [])()
    with pytest.raises(NotReady, match="0013 is missing"):
        CheckMigrations(lambda: ["0013 is missing"])()
